public import ELFInspector
public import RootfsModel
public import SystemPackage

extension FileTree {
    /// Adds programs with every file that they need to start: loaders, libraries, and the symbolic links on the way.
    ///
    /// - Parameters:
    ///   - programs: The programs: paths inside the root.
    ///   - tree: The tree that they come from.
    /// - Returns: What is needed and was not found.
    /// - Throws: ``RootfsError`` with the code `unfitProgram` when one is absent or no program.
    public mutating func addPrograms(_ programs: [String], from tree: FileTree) throws -> [MissingLibrary] {
        let closure = try Self.closure(of: programs, in: FileTreeSysRoot(tree))
        for file in closure.files {
            guard let place = try? TreePath(file.rootPath.bytes), let node = tree[place] else { continue }
            try set(FileNode(node.body, metadata: node.metadata), at: place)
        }
        return closure.missing
    }

    /// Adds programs of this machine with every file that they need to start. Owners become 0 and times 0.
    ///
    /// - Parameters:
    ///   - programs: The programs.
    ///   - root: The directory that they and their libraries are found in, used as a root; nil is this machine.
    /// - Returns: What is needed and was not found.
    /// - Throws: ``RootfsError`` with the code `unfitProgram` when one is absent or no program.
    public mutating func addHostPrograms(
        _ programs: [String], root: FilePath? = nil
    ) throws -> [MissingLibrary] {
        let sysRoot: any SysRoot = if let root { try DirectorySysRoot(root) } else { HostSysRoot() }
        let closure = try Self.closure(of: programs, in: sysRoot)
        for file in closure.files {
            let place = try TreePath(file.rootPath.bytes)
            if let target = file.symlinkTarget {
                try set(.symlink(to: target.string), at: place)
            } else {
                let host = (root ?? "/").appending(FilePath(place.text).components)
                let content = FileContent.file(host, length: try fileSize(host))
                try set(.file(content, permissions: UInt16(truncatingIfNeeded: file.permissions ?? 0o755)), at: place)
            }
        }
        return closure.missing
    }

    private static func closure(of programs: [String], in root: any SysRoot) throws -> DependencyClosure {
        do {
            return try SharedLibraryResolver(root: root).resolve(programs.map { FilePath($0) })
        } catch {
            throw RootfsError(.unfitProgram, error.message, file: error.path)
        }
    }
}
