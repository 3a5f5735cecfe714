import Glibc
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore

/// The built `kraft`, in an empty directory with a state of its own.
struct Kraft: ~Copyable {
    let directory: FilePath

    init() throws {
        var template = Array("/tmp/kraft-test.XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        directory = FilePath(String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    deinit {
        system("rm -rf '\(directory)'")
    }

    /// The development guest's kernel.
    static let kernel: FilePath? = {
        let path = root.appending(".build-guest/vmlinux")
        return access(path.string, R_OK) == 0 ? path : nil
    }()

    static let root: FilePath = (0..<4).reduce(FilePath(#filePath)) { path, _ in path.removingLastComponent() }

    /// The program beside the one that runs the tests.
    static let executable = FilePath(CommandLine.arguments[0]).removingLastComponent().appending("kraft")

    func command(_ arguments: [String]) -> ProcessCommand {
        ProcessCommand(
            Self.executable.string, arguments,
            environment: [
                "XDG_STATE_HOME": directory.appending("state").string,
                "XDG_CACHE_HOME": directory.appending("cache").string,
                "XDG_DATA_HOME": directory.appending("data").string, "NO_COLOR": "1",
            ],
            workingDirectory: directory.string)
    }

    /// Runs it to its end.
    func run(_ arguments: String...) async throws -> (status: Int32?, output: String, error: String) {
        try await run(arguments)
    }

    /// Runs it to its end.
    func run(_ arguments: [String]) async throws -> (status: Int32?, output: String, error: String) {
        let result = try await SubprocessLauncher().run(command(arguments), input: [], outputLimit: 4 << 20)
        var status: Int32?
        if case .exited(let number) = result.termination { status = number }
        return (
            status, String(decoding: result.standardOutput, as: UTF8.self),
            String(decoding: result.standardError, as: UTF8.self)
        )
    }

    /// Makes a file.
    func write(_ name: String, _ text: String) throws {
        let file = try FileDescriptor.open(
            directory.appending(name), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWriteExecute)
        _ = try file.closeAfter { try file.writeAll(Array(text.utf8)) }
    }

    /// Makes a file with a Multiboot header, which is all that it takes to be a kernel that is not started.
    func writeKernel(_ name: String = "kernel") async throws {
        _ = try await shell(
            """
            python3 - <<'END'
            data = bytearray(1024)
            data[0:5] = b"\\x7fELF\\x01"
            data[18] = 3
            data[64:76] = bytes([2, 0xb0, 0xad, 0x1b, 0, 0, 0, 0, 0xfe, 0x4f, 0x52, 0xe4])
            open("\(name)", "wb").write(data)
            END
            """)
    }

    /// Runs a shell script in the directory.
    func shell(_ script: String) async throws -> String {
        let result = try await SubprocessLauncher().run(
            ProcessCommand("sh", ["-ec", script], workingDirectory: directory.string), input: [], outputLimit: 4 << 20)
        try #require(result.succeeded, "\(String(decoding: result.standardError, as: UTF8.self))")
        return String(decoding: result.standardOutput, as: UTF8.self)
    }
}
