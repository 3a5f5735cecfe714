import CLinux
import Glibc
import UnikraftCore

/// Runs programs to their end, for tests. Input and outputs are files, so that nothing can wait for a pipe.
struct ToolLauncher: ProcessLauncher {
    func run(_ command: ProcessCommand, input: [UInt8], outputLimit: Int) async throws -> ProcessResult {
        try Self.run(command, input: input)
    }

    func start(_ command: ProcessCommand, options: ProcessOptions) throws -> any RunningProcess {
        throw ProcessLaunchError(
            code: .notExecutable, executable: command.executable, message: "Tests run programs to their end only.")
    }

    static func run(_ command: ProcessCommand, input: [UInt8] = []) throws -> ProcessResult {
        let files = try (0..<3).map { _ in try scratchFile() }
        defer { for file in files { close(file) } }
        _ = input.withUnsafeBytes { write(files[0], $0.baseAddress, $0.count) }
        lseek(files[0], 0, SEEK_SET)

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, file) in files.enumerated() { posix_spawn_file_actions_adddup2(&actions, file, Int32(number)) }
        var arguments: [UnsafeMutablePointer<CChar>?] = ([command.executable] + command.arguments).map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        // Threads of a pool have signals blocked, which a program would inherit.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var child: pid_t = 0
        let error = posix_spawnp(&child, command.executable, &actions, &attributes, arguments, environ)
        guard error == 0 else {
            throw ProcessLaunchError(
                code: error == ENOENT ? .notFound : .systemFailure, executable: command.executable, errno: error,
                message: "'\(command.executable)' could not be started (errno \(error))")
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR { continue }
        return ProcessResult(
            termination: status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .signaled(status & 0x7f),
            standardOutput: content(files[1]), standardError: content(files[2]))
    }

    private static func scratchFile() throws -> Int32 {
        var name = Array("/tmp/swift-unikraft-tool.XXXXXX".utf8CString)
        let file = mkstemp(&name)
        _ = clinux_fcntl(file, F_SETFD, FD_CLOEXEC)
        guard file >= 0 else {
            throw ProcessLaunchError(code: .systemFailure, executable: "mkstemp", message: "no file")
        }
        unlink(name)
        return file
    }

    private static func content(_ file: Int32) -> [UInt8] {
        lseek(file, 0, SEEK_SET)
        var all: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(file, &part, part.count), count > 0 { all += part[..<count] }
        return all
    }
}

/// A tool ended with an error.
struct ToolFailure: Error, CustomStringConvertible {
    let description: String
}

/// Runs a tool and returns what it printed.
@discardableResult
func tool(_ line: String, input: String = "") throws -> String {
    let words = line.split(separator: " ").map(String.init)
    let result = try ToolLauncher.run(ProcessCommand(words[0], Array(words.dropFirst())), input: Array(input.utf8))
    guard result.succeeded else {
        throw ToolFailure(
            description: "\(line): \(result.termination): \(String(decoding: result.standardError, as: UTF8.self))")
    }
    return String(decoding: result.standardOutput, as: UTF8.self)
}
