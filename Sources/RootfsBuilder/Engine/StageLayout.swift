import Glibc
import RootfsModel
import SystemPackage
import SystemSupport

/// The directory that the commands of a stage run in. It is made for the first of them, brought up to date for the
/// others, and removed at the end.
final class StageLayout {
    private let cache: RootfsCache
    private var work: WorkDirectory?
    private var written: WrittenTree?
    private var held: FileTree?
    private var scratchCount = 0

    init(cache: RootfsCache) {
        self.cache = cache
    }

    private static var writing: DirectoryWriting {
        let isRoot = geteuid() == 0
        return DirectoryWriting(setsOwners: isRoot, makesDevices: isRoot, setsExtendedAttributes: isRoot)
    }

    private func workDirectory() throws -> FilePath {
        if let work { return work.path }
        let made = try cache.makeWorkDirectory()
        work = made
        return made.path
    }

    /// A directory of its own for one command.
    func makeScratch() throws -> FilePath {
        scratchCount += 1
        let path = try workDirectory().appending("\(LeftBehindWork.scratchPrefix)\(scratchCount)")
        try makeDirectories(path, mode: 0o700)
        return path
    }

    /// The directory, with a tree in it.
    func root(with tree: FileTree) throws -> FilePath {
        let path = try workDirectory().appending("root")
        if let held {
            try written?.update(path, from: held, to: tree, options: Self.writing)
        } else {
            try makeDirectories(path)
            written = try tree.write(to: path, options: Self.writing)
        }
        held = tree
        return path
    }

    /// Writes a part of a tree out beside the root, for a mount.
    func write(_ tree: FileTree, to path: FilePath) throws {
        try makeDirectories(path)
        try tree.write(to: path, options: Self.writing)
    }

    /// What the directory holds now: files that have not changed are the same as in the tree that was written.
    func read() throws -> FileTree {
        let options = DirectoryReading(readsExtendedAttributes: geteuid() == 0)
        let root = try workDirectory().appending("root")
        guard let written else { return try FileTree(directory: root, options: options) }
        return try FileTree(directory: root, written: written, options: options)
    }

    /// Notes that the directory holds a tree now, because a command has made it so.
    func adopt(_ tree: FileTree) throws {
        guard let held else { return }
        try written?.adopt(workDirectory().appending("root"), from: held, to: tree)
        self.held = tree
    }

    /// Removes places that are only there because something was mounted.
    func remove(_ paths: [TreePath]) throws {
        let root = try workDirectory().appending("root")
        for path in paths { try removeDirectoryTree(root.appending(FilePath(path.text).components)) }
    }

    /// Removes everything.
    func remove() {
        work?.remove()
        work = nil
        held = nil
    }
}
