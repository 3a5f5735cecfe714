import Glibc
import RootfsModel
import SystemPackage
import SystemSupport

/// A laid-out tree under overlayfs while a command runs: what the command changes comes to a directory of its own, and
/// that directory alone is read.
struct OverlayRun {
    /// What the sandbox mounts.
    let overlay: SandboxCommand.Overlay
    private let before: FileTree
    private let written: WrittenTree

    /// Makes the directories.
    ///
    /// Files with several names are put where changes come to: so their names stay names of one file, whichever of them
    /// the command changes.
    ///
    /// - Parameters:
    ///   - before: The tree that is laid out.
    ///   - lower: The name of its directory.
    ///   - directory: The directory that it is in.
    ///   - options: How files are written.
    /// - Throws: `FileTreeError`, `SystemCallError`.
    init(_ before: FileTree, lower: String, in directory: FilePath, options: DirectoryWriting) throws {
        overlay = SandboxCommand.Overlay(
            directory: directory, lower: lower, upper: "changes", work: "overlay", root: "merged")
        self.before = before
        for name in [overlay.upper, overlay.work, overlay.root] {
            try makeDirectories(directory.appending(name), mode: 0o755)
        }
        written = try before.filesWithSeveralNames().write(to: directory.appending(overlay.upper), options: options)
    }

    /// Where the root is mounted.
    var root: FilePath { overlay.directory.appending(overlay.root) }

    /// What the root held when the command had ended.
    func read() throws -> FileTree {
        let upper = try FileTree(
            directory: overlay.directory.appending(overlay.upper), written: written,
            options: DirectoryReading(readsExtendedAttributes: true))
        var after = before
        let isRoot = geteuid() == 0
        try after.apply(overlay: upper, attributes: isRoot ? .trusted : .user, keepsOthers: isRoot)
        return after
    }

    /// Removes the directories, and the changes with them.
    func remove() throws(SystemCallError) {
        for name in [overlay.upper, overlay.work, overlay.root] {
            try removeDirectoryTree(overlay.directory.appending(name))
        }
    }
}
