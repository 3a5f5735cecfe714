import RootfsModel
import SystemPackage
import SystemSupport
import UnikraftCore

/// Finds out whether overlayfs does here what it is needed for: whether it may be mounted, over this file system, and
/// whether what it leaves in the upper directory is understood.
enum OverlayTrial {
    private static let lower = "lower"
    private static let script =
        "cd \"$1\" && rm -r replaced gone && mkdir replaced && echo x > replaced/new && chmod 600 one"

    /// Changes a small tree through a mount, and compares what comes of it.
    ///
    /// - Parameters:
    ///   - directory: A directory for the trial, on the file system that matters; it is removed.
    ///   - launcher: Starts the programs.
    /// - Returns: Whether overlayfs can be used.
    static func succeeds(in directory: FilePath, _ launcher: any ProcessLauncher) async -> Bool {
        defer { try? removeDirectoryTree(directory) }
        do {
            var tree = FileTree()
            for name in ["replaced/old", "gone", "one"] { try tree.set(.file(.text(name)), at: TreePath(name)) }
            try tree.link(TreePath("two"), to: TreePath("one"))
            let options = DirectoryWriting(setsOwners: false, makesDevices: false)
            try makeDirectories(directory.appending(lower))
            try tree.write(to: directory.appending(lower), options: options)
            let run = try OverlayRun(tree, lower: lower, in: directory, options: options)
            let command = SandboxNamespaces(hasProcesses: false)
                .command(["sh", "-c", script, "sh", run.root.string], mounting: run.overlay)
            guard try await launcher.run(command, input: [], outputLimit: 1 << 16).succeeded else { return false }
            let after = try run.read()
            let names = after.entries.dropFirst().map(\.path.text)
            let one = after[try TreePath("one")]
            let two = after[try TreePath("two")]
            return names == ["one", "replaced", "replaced/new", "two"] && one?.metadata.permissions == 0o600
                && one?.link != nil && one?.link == two?.link
        } catch {
            return false
        }
    }
}
