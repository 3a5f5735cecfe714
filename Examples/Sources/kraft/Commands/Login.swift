import ArgumentParser
import Glibc
import OCIDistribution
import OCIModel

/// The name of a registry, as an argument.
struct RegistryArgument: ParsableArguments {
    @Argument(help: "The registry, for example unikraft.org or registry.example:5000.")
    var host: String

    func parsed() throws -> RegistryName {
        do {
            return try RegistryName(parsing: host)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    static func file() throws -> CredentialFile {
        guard let path = CredentialFile.usualPath(variable: Environment.variable) else {
            throw ValidationError("HOME is not set, so there is no place for credentials.")
        }
        return CredentialFile(path: path)
    }
}

struct Login: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Keep a credential for a registry, after the registry has taken it.",
        discussion: "The password or token is read from standard input; on a terminal it is asked for and not shown.")

    @OptionGroup var registry: RegistryArgument
    @OptionGroup var options: RegistryOptions

    @Option(name: [.short, .customLong("user")], help: "The user's name.")
    var user: String

    mutating func run() async throws {
        let name = try registry.parsed()
        guard let secret = Self.readSecret("Password for \(user) at \(name): "), !secret.isEmpty else {
            throw ValidationError("No password was given.")
        }
        let credential = RegistryCredential.password(username: user, password: secret)
        let file = try RegistryArgument.file()
        let isKept = try await options.withClient(credentials: FixedCredential(credential, for: name)) { client in
            try await file.logIn(credential, to: name, verifyingWith: client)
        }
        guard isKept else { return Terminal.say("\(name) asks for no login; nothing was stored.") }
        Terminal.say("Logged in to \(name); the credential is in \(file.path).")
    }

    private static func readSecret(_ prompt: String) -> String? {
        guard isatty(STDIN_FILENO) == 1 else { return readLine() }
        Terminal.write(prompt)
        var before = termios()
        tcgetattr(STDIN_FILENO, &before)
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            Terminal.write("\n")
        }
        return readLine()
    }
}

struct Logout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "Forget the credential for a registry.")

    @OptionGroup var registry: RegistryArgument

    mutating func run() async throws {
        let name = try registry.parsed()
        guard try await RegistryArgument.file().logOut(of: name) else {
            throw DistributionError(.notFound, "there is no credential of ours for \(name)")
        }
        Terminal.say("The credential for \(name) is forgotten.")
    }
}
