import Glibc
import RootfsBuilder
import RootfsModel
import SubprocessLauncher
import SystemPackage
import UnikraftCore

/// Work of RootfsModel and RootfsBuilder to be measured from outside.
///
/// - `nodes COUNT`: makes a tree of so many files, and prints the memory for each besides its name.
/// - `copy COUNT`: copies such a tree twice, walks it and compares it; for callgrind.
/// - `write ARCHIVE OUTPUT`: writes the tree of an archive to another.
/// - `build LAYOUT CONTEXT OUTPUT CACHE`: builds a Dockerfile whose images are in a layout.
@main struct Tool {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case "nodes": try nodes(Int(arguments[1]) ?? 0)
        case "copy": try copy(Int(arguments[1]) ?? 0)
        case "build": try await build(arguments)
        case "write": try await write(FilePath(arguments[1]), to: FilePath(arguments[2]))
        default:
            print(
                "usage: rootfs-tool nodes COUNT | copy COUNT | write ARCHIVE OUTPUT | build LAYOUT CONTEXT OUTPUT CACHE"
            )
        }
    }

    private static func tree(_ count: Int) throws -> (tree: FileTree, nameBytes: Int) {
        var tree = FileTree()
        var nameBytes = 0
        let layer = FilePath("/layer.tar")
        for number in 0..<count {
            let path = "d\(number / 10_000)/e\(number / 50 % 200)/file-\(number % 50)"
            nameBytes += 9
            let content = FileContent.range(layer, offset: UInt64(number) * 1024, length: 700)
            try tree.set(.file(content), at: TreePath(path))
        }
        return (tree, nameBytes)
    }

    private static func nodes(_ count: Int) throws {
        let before = residentBytes()
        let made = try tree(count)
        let used = residentBytes() - before
        print(
            "\(count) files: \(used / max(count, 1)) bytes a node with names of \(made.nameBytes / max(count, 1)) bytes"
        )
    }

    private static func copy(_ count: Int) throws {
        let source = try tree(count).tree
        var target = FileTree()
        try target.copy(TreeCopy(["/"], to: "/one"), from: source)
        var request = TreeCopy(["/"], to: "/two")
        request.owner = FileOwner(user: 1, group: 1)
        try target.copy(request, from: source)
        let bytes = target.entries.reduce(0) { $0 + $1.path.bytes.count }
        print(bytes, target.changes(since: source).changes.count)
    }

    private static func build(_ arguments: [String]) async throws {
        let cache = RootfsCache(FilePath(arguments[4]))
        var environment = RootfsEnvironment(cache: cache, architecture: .x86_64)
        environment.launcher = SubprocessLauncher()
        environment.images = LayoutImages(FilePath(arguments[1]), cache: cache)
        let context = FilePath(arguments[2])
        let build = DockerfileBuild(dockerfile: context.appending("Dockerfile"), context: context)
        let result = try await RootfsBuild(DockerfileSource(build), in: environment).write(to: FilePath(arguments[3]))
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        print("\(result.summary.size) bytes, unchanged: \(result.isUnchanged), peak \(usage.ru_maxrss) KiB")
    }

    private static func write(_ archive: FilePath, to output: FilePath) async throws {
        let environment = RootfsEnvironment(cache: RootfsCache("/nonexistent"), architecture: .x86_64)
        let tree = try await CpioSource(archive).load(in: environment).tree
        print(try CpioRootfsFormat().write(tree, to: output).size)
    }

    private static func residentBytes() -> Int {
        guard let file = try? FileDescriptor.open("/proc/self/statm", .readOnly) else { return 0 }
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = (try? buffer.withUnsafeMutableBytes { try file.read(into: $0) }) ?? 0
        try? file.close()
        let fields = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(getpagesize())
    }
}
