import Glibc
import RootfsBuilder
import RootfsModel
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

/// Programs of this machine that tests use.
enum Tools {
    static var isRoot: Bool { geteuid() == 0 }
    static var canRun: Bool { isRoot && HostPrograms.has("runc", "busybox") }

    /// The command lines of all processes.
    static func processes() async throws -> String {
        try await run("sh", ["-c", "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' || true"])
    }

    /// Waits until no process has a command line that a pattern of grep finds; ten seconds at most.
    static func waitForEnd(of pattern: String) async throws {
        let script = """
            for i in $(seq 100); do grep -qa "$1" /proc/[0-9]*/cmdline 2>/dev/null || exit 0; sleep 0.1; done; exit 1
            """
        try await run("sh", ["-c", script, "sh", pattern])
    }

    /// Runs a program that must succeed.
    @discardableResult
    static func run(_ name: String, _ arguments: [String], in directory: FilePath? = nil) async throws -> String {
        let result = try await SubprocessLauncher().run(
            ProcessCommand(name, arguments, workingDirectory: directory?.string), input: [], outputLimit: 64 << 20)
        let errors = String(decoding: result.standardError, as: UTF8.self)
        try #require(result.succeeded, "\(name) \(arguments): \(errors)")
        return String(decoding: result.standardOutput, as: UTF8.self)
    }
}

extension RootfsEnvironment {
    /// An environment whose cache is in a directory, and that starts real programs.
    init(in directory: FilePath, images: (any BaseImageProvider)? = nil) {
        self.init(cache: RootfsCache(directory.appending("cache")), architecture: .x86_64)
        launcher = SubprocessLauncher()
        self.images = images
    }
}

extension TemporaryDirectory {
    /// An environment whose cache is in this directory, and that starts real programs.
    func environment(images: (any BaseImageProvider)? = nil) -> RootfsEnvironment {
        RootfsEnvironment(in: path, images: images)
    }

    /// Writes files of a build context.
    func makeContext(_ files: [String: String]) throws -> FilePath {
        let context = path.appending("context")
        var tree = FileTree()
        for (name, text) in files { try tree.set(.file(.text(text)), at: TreePath(name)) }
        mkdir(context.string, 0o755)
        try tree.write(to: context, options: DirectoryWriting(setsOwners: false))
        return context
    }

    /// What is left of work in the cache.
    var workLeft: [String] {
        (try? FileTree(directory: path.appending("cache").appending("work")).entries.dropFirst().map(\.path.text)) ?? []
    }
}

extension FileTree {
    /// The text of a file.
    func text(_ path: String) throws -> String {
        guard let content = try resolve(path).node?.content else { return "(no file)" }
        switch content.location {
        case .bytes(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .range(let file, let offset, let length):
            let descriptor = try FileDescriptor.open(file, .readOnly)
            defer { try? descriptor.close() }
            var buffer = [UInt8](repeating: 0, count: Int(length))
            let count = try buffer.withUnsafeMutableBytes {
                try descriptor.read(fromAbsoluteOffset: Int64(offset), into: $0)
            }
            return String(decoding: buffer.prefix(count), as: UTF8.self)
        }
    }

    /// All places but the root.
    var paths: [String] { entries.dropFirst().map(\.path.text) }

    /// One line a file with everything that is compared, times left out where they are those of the build.
    func lines(times: Bool = true) -> [String] {
        entries.dropFirst().map { entry in
            let metadata = entry.node.metadata
            let kind: String
            var length: UInt64 = 0
            switch entry.node.body {
            case .directory: kind = "d"
            case .regular(let content):
                kind = "f"
                length = content.length
            case .symlink(let target): kind = "l " + String(decoding: target, as: UTF8.self)
            case .characterDevice, .blockDevice: kind = "dev"
            case .fifo: kind = "p"
            case .socket: kind = "s"
            }
            let mode = String(metadata.permissions, radix: 8)
            let time = times && kind != "d" ? " \(metadata.modificationTime)" : ""
            return "\(entry.path.text) \(kind) \(mode) \(metadata.owner):\(metadata.group) \(length)\(time)"
        }
    }
}
