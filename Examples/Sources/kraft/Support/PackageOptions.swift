import ArgumentParser
import AsyncHTTPTransport
import FoundationEssentials
import OCIDistribution
import OCIModel
import SubprocessLauncher
import SystemPackage
import UnikraftCore

/// Where packages are kept.
struct StoreOptions: ParsableArguments {
    @Option(help: "The directory that keeps packages.")
    var store: String?

    private func path() throws -> FilePath {
        let path = store.map { FilePath($0) } ?? ImageStore.usualPath(variable: Environment.variable)
        guard let path else { throw ValidationError("HOME is not set; name the directory with --store.") }
        return path
    }

    /// Opens the store, or makes it, to put something into it.
    func open() throws -> ImageStore { try ImageStore(path: try path()) }

    /// Opens the store to look into it, or to take something out. Nothing is made.
    func openExisting() throws -> ImageStore { try ImageStore(existing: try path()) }

    /// As ``openExisting()``; nil when nothing was ever put into this user's store.
    func openIfPresent() throws -> ImageStore? {
        do {
            return try openExisting()
        } catch let error as DistributionError where error.code == .notFound && store == nil {
            return nil
        }
    }
}

/// How registries are reached.
struct RegistryOptions: ParsableArguments {
    @Option(
        name: .customLong("insecure"),
        help:
            "A registry whose certificate is not verified and that may speak plain HTTP, HOST[:PORT]; without a port, all."
    )
    var insecureRegistries: [String] = []

    @Option(
        help:
            "A file with mirrors, authorities and insecure registries (JSON), in place of ~/.config/swift-unikraft/registries.json."
    )
    var registries: String?

    func configuration() throws -> RegistryConfiguration {
        var configuration = RegistryConfiguration()
        if let registries {
            try configuration.load(FilePath(registries))
        } else {
            try configuration.loadUsual(variable: Environment.variable)
        }
        for text in insecureRegistries {
            configuration.insecureRegistries.insert(try named { try RegistryName(parsing: text) })
        }
        return configuration
    }

    /// Runs work with a client, and closes its connections whatever happens.
    func withClient<Result: Sendable>(
        credentials: (any CredentialProvider)? = nil, progress: any ProgressReporter = StepLines(isSilent: true),
        _ work: @escaping @Sendable (RegistryClient) async throws -> Result
    ) async throws -> Result {
        let transport = AsyncHTTPTransport()
        var configuration = try configuration()
        configuration.progress = progress
        let client = RegistryClient(
            transport: transport, credentials: credentials ?? Environment.credentials, configuration: configuration)
        do {
            let result = try await cancelledBySignals { try await work(client) }
            await transport.shutdown()
            return result
        } catch {
            await transport.shutdown()
            throw error
        }
    }
}

/// Which kernel of a package is meant.
struct PlatformOptions: ParsableArguments {
    @Option(name: [.customShort("p"), .customLong("plat")], help: "The platform: qemu, fc, xen.")
    var platform = "qemu"

    @Option(name: [.customShort("m"), .customLong("arch")], help: "The architecture; this machine's by default.")
    var architecture: String?

    func parsed() throws -> (Platform, Architecture) {
        do {
            return (try Platform(parsing: platform), try architecture.map { try Architecture(parsing: $0) } ?? .host)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}

/// What the environment says.
enum Environment {
    @Sendable static func variable(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

    /// Credentials from the environment, then from files.
    static var credentials: any CredentialProvider {
        CredentialChain([
            EnvironmentCredentials(variable: variable),
            AuthenticationFileProvider(
                paths: AuthenticationFileProvider.usualPaths(variable: variable), launcher: SubprocessLauncher()),
        ])
    }
}

/// The name of a package, as an argument.
struct PackageName: ParsableArguments {
    @Argument(help: "The package's name, for example unikraft.org/base:latest.")
    var name: String

    func parsed() throws -> ImageReference { try reference(name) }
}

/// Reads a name of a package; a mistake in it is one of usage.
func reference(_ text: String) throws -> ImageReference {
    try named { try ImageReference(parsing: text, defaults: .unikraft) }
}

private func named<Value>(_ read: () throws -> Value) throws -> Value {
    do {
        return try read()
    } catch {
        throw ValidationError("\(error)")
    }
}
