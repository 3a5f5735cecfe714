import Glibc
import RootfsModel
import SystemPackage
import SystemSupport
import UnikraftCore

/// The directory that the commands of a stage run in. It is made for the first of them, brought up to date for the
/// others, and removed at the end.
///
/// Where overlayfs works the commands see the directory through it, and never change the directory itself. Elsewhere
/// they change it, and the whole directory is read to see what they have changed.
final class StageLayout {
    private static let rootName = "root"
    private let cache: RootfsCache
    private var work: WorkDirectory?
    private var written: WrittenTree?
    private var held: FileTree?
    private var scratchCount = 0
    /// What the present command's changes come to; nil when they come to the directory itself.
    private var overlay: OverlayRun?
    private var overlayWorks: Bool?

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

    /// Makes the root of a command.
    ///
    /// - Parameters:
    ///   - tree: What it holds.
    ///   - sandbox: What runs the command.
    ///   - launcher: Starts programs.
    /// - Returns: The directory, and what the sandbox is to mount there.
    /// - Throws: `FileTreeError`, `SystemCallError`.
    func root(
        with tree: FileTree, for sandbox: any CommandSandbox, _ launcher: any ProcessLauncher
    ) async throws -> (path: FilePath, overlay: SandboxCommand.Overlay?) {
        var isOverlaid = sandbox.mountsOverlay && tree.isPlainForOverlay
        if isOverlaid { isOverlaid = try await tryOverlay(launcher) }
        let path = try layOut(tree)
        guard isOverlaid else { return (path, nil) }
        let run = try OverlayRun(tree, lower: Self.rootName, in: workDirectory(), options: Self.writing)
        overlay = run
        return (run.root, run.overlay)
    }

    private func tryOverlay(_ launcher: any ProcessLauncher) async throws -> Bool {
        if let overlayWorks { return overlayWorks }
        let works = await OverlayTrial.succeeds(in: try workDirectory().appending("trial"), launcher)
        overlayWorks = works
        return works
    }

    private func layOut(_ tree: FileTree) throws -> FilePath {
        let path = try workDirectory().appending(Self.rootName)
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

    /// What the root holds after the command: files that have not changed are the same as in the tree before.
    func read() throws -> FileTree {
        if let overlay { return try overlay.read() }
        let options = DirectoryReading(readsExtendedAttributes: geteuid() == 0)
        let root = try workDirectory().appending(Self.rootName)
        guard let written else { return try FileTree(directory: root, options: options) }
        return try FileTree(directory: root, written: written, options: options)
    }

    /// Notes what the tree is now that a command's changes are part of it. They are written to the directory when there
    /// is another command, unless the command has made them there.
    ///
    /// - Parameters:
    ///   - tree: The tree.
    ///   - mountPoints: Places that are only there because something was mounted.
    /// - Throws: `FileTreeError`, `SystemCallError`.
    func adopt(_ tree: FileTree, mountPoints: [TreePath]) throws {
        if let overlay {
            try overlay.remove()
            self.overlay = nil
            return
        }
        guard let held else { return }
        let root = try workDirectory().appending(Self.rootName)
        for path in mountPoints { try removeDirectoryTree(root.appending(FilePath(path.text).components)) }
        try written?.adopt(root, from: held, to: tree)
        self.held = tree
    }

    /// Removes everything.
    func remove() {
        work?.remove()
        work = nil
        held = nil
        overlay = nil
    }
}
