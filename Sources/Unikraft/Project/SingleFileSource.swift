import RootfsBuilder
import RootfsModel
import SystemPackage
import SystemSupport
import UnikraftCore

/// One file of this machine, at the root under its own name; a program comes with the libraries that it needs.
struct SingleFileSource: RootfsSource {
    let file: FilePath

    init(_ file: FilePath) { self.file = file }

    func plan(in environment: RootfsEnvironment) async -> StepPlan { StepPlan("file", reads: [file.string]) }

    func load(in environment: RootfsEnvironment) async throws -> RootfsContents {
        var tree = FileTree()
        let name = try TreePath(file.lastComponent?.string ?? "")
        if try RootfsSourceKind.detect(file.string) == .program {
            tree = try ProgramRootfs(programs: [file.absolute]).makeTree()
            let program = try tree.resolve(file.absolute.string)
            if let node = program.node, program.path != name {
                _ = tree.remove(program.path)
                try tree.set(node, at: name)
            }
        } else {
            let status = try FileStatus(of: file, followSymlink: true)
            try tree.set(
                .file(.file(file, length: status.size), permissions: UInt16(status.mode & 0o777)), at: name)
        }
        return RootfsContents(tree: tree)
    }
}
