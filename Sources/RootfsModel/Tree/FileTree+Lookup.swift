/// Where a path leads in a tree.
public struct ResolvedPath: Sendable, Hashable {
    /// The place, with no symbolic link on the way.
    public var path: TreePath
    /// What is there; nil when there is nothing. Names behind the first missing one are part of ``path``.
    public var node: FileNode?
}

extension FileTree {
    /// How many symbolic links one path may lead over (`MAXSYMLINKS`, path_resolution(7)).
    static let symlinkLimit = 40

    /// Finds where a path leads, as a program would whose root is this tree: symbolic links are followed, absolute
    /// ones and `..` stay inside.
    ///
    /// - Parameters:
    ///   - path: The path, as someone wrote it.
    ///   - base: The directory that a relative path begins in.
    ///   - followsLast: Whether a symbolic link at the end is followed.
    /// - Returns: The place, and what is there.
    /// - Throws: ``FileTreeError`` with the code `tooManySymlinks`, `notDirectory` or `invalidPath`.
    public func resolve(
        _ path: String, from base: TreePath = .root, followsLast: Bool = true
    ) throws(FileTreeError) -> ResolvedPath {
        try resolve(bytes: Array(path.utf8), from: base, followsLast: followsLast)
    }

    /// Finds where a path of bytes leads, as ``resolve(_:from:followsLast:)`` does.
    ///
    /// - Parameters:
    ///   - path: The path, as someone wrote it.
    ///   - base: The directory that a relative path begins in.
    ///   - followsLast: Whether a symbolic link at the end is followed.
    /// - Returns: The place, and what is there.
    /// - Throws: ``FileTreeError`` with the code `tooManySymlinks`, `notDirectory` or `invalidPath`.
    public func resolve(
        bytes path: [UInt8], from base: TreePath = .root, followsLast: Bool = true
    ) throws(FileTreeError) -> ResolvedPath {
        var walk = PathWalk(root: rootRecord, path: path)
        let parts = PathParts(path)
        if !parts.isAbsolute { try walk.push(base.names[...]) }
        try walk.push(parts.checked()[...])
        return try walk.run(followsLast: followsLast || parts.namesDirectory)
    }

    /// The error for a place where there is nothing, with names that look like it.
    func missing(_ path: TreePath, _ detail: String) -> FileTreeError {
        FileTreeError(.notFound, Array(path.description.utf8), detail, nearMisses: nearMisses(of: path))
    }
}

/// A path on its way through a tree.
private struct PathWalk {
    private let given: [UInt8]
    /// Where it is: the root, then each directory with its name.
    private var directories: [(name: [UInt8], record: DirectoryRecord)]
    /// Names that were passed though nothing is there.
    private var missing: [[UInt8]] = []
    /// The parts that are to come, the next one last.
    private var rest: [[UInt8]] = []
    private var links = 0

    init(root: DirectoryRecord, path: [UInt8]) {
        given = path
        directories = [([], root)]
    }

    mutating func push(_ parts: ArraySlice<ArraySlice<UInt8>>) throws(FileTreeError) {
        rest.insert(contentsOf: parts.reversed().map(Array.init), at: 0)
    }

    mutating func run(followsLast: Bool) throws(FileTreeError) -> ResolvedPath {
        while let part = rest.popLast() {
            if isDotDot(part[...]) {
                if missing.popLast() == nil, directories.count > 1 { directories.removeLast() }
                continue
            }
            guard missing.isEmpty, let child = directories[directories.count - 1].record.entries.child(part[...]) else {
                missing.append(part)
                continue
            }
            switch child {
            case .directory(let record): directories.append((part, record))
            case .file(let record):
                guard case .symlink(let target) = record.node.body, followsLast || !rest.isEmpty else {
                    return try end(at: part, record.node)
                }
                try follow(target)
            }
        }
        let node =
            missing.isEmpty ? FileNode(.directory, metadata: directories[directories.count - 1].record.metadata) : nil
        return ResolvedPath(path: try place(), node: node)
    }

    private mutating func follow(_ target: [UInt8]) throws(FileTreeError) {
        links += 1
        guard links <= FileTree.symlinkLimit else {
            throw FileTreeError(
                .tooManySymlinks, given, "symbolic links lead in a circle, or there are over 40 on the way")
        }
        let parts = PathParts(target)
        if parts.isAbsolute { directories.removeSubrange(1...) }
        rest.append(contentsOf: try parts.checked().reversed().map(Array.init))
    }

    private mutating func end(at name: [UInt8], _ node: FileNode) throws(FileTreeError) -> ResolvedPath {
        missing = [name]
        let path = try place()
        guard rest.isEmpty else {
            throw FileTreeError(.notDirectory, given, "'\(path)' is no directory")
        }
        return ResolvedPath(path: path, node: node)
    }

    private func place() throws(FileTreeError) -> TreePath {
        let names = directories.dropFirst().map(\.name) + missing
        return try TreePath(names.joined(separator: CollectionOfOne(UInt8(ascii: "/"))))
    }
}
