import Glibc
import SystemPackage
import UnikraftCore

/// Namespaces that unshare(1) of util-linux makes around the program of a sandbox.
///
/// The system ends them when the program ends, and so when this process is killed; with them go the processes and the
/// mounts that are in them, so that nothing has to be undone. Without root there is a user namespace around them.
struct SandboxNamespaces {
    /// Whether the program gets a namespace of processes: all of them end with it.
    var hasProcesses: Bool

    /// Mounts overlayfs, then becomes the program: `sh -c SCRIPT sh OPTIONS PLACE PROGRAM ARGUMENT…`.
    private static let mountScript = #"mount -t overlay overlay -o "$1" "$2" && shift 2 && exec "$@""#

    /// The command that starts a program in the namespaces.
    ///
    /// - Parameters:
    ///   - program: The program and its arguments.
    ///   - overlay: What is mounted before.
    /// - Returns: The command.
    func command(_ program: [String], mounting overlay: SandboxCommand.Overlay? = nil) -> ProcessCommand {
        let isRoot = geteuid() == 0
        var arguments = isRoot ? [] : ["--user", "--map-root-user"]
        arguments += hasProcesses ? ["--pid", "--fork", "--kill-child", "--mount-proc"] : ["--mount"]
        arguments.append("--")
        if let overlay {
            arguments += ["sh", "-c", Self.mountScript, "sh", overlay.options(isRoot: isRoot), overlay.root]
        }
        return ProcessCommand("unshare", arguments + program, workingDirectory: overlay?.directory.string)
    }

    /// Whether the namespaces can be made here.
    func work(_ launcher: any ProcessLauncher) async -> Bool {
        let result = try? await launcher.run(command(["true"]), input: [], outputLimit: 1 << 16)
        return result?.succeeded ?? false
    }
}

extension SandboxCommand.Overlay {
    /// The options of the mount (kernel documentation, "Overlay Filesystem"): every change is in the upper directory
    /// under its own name, as a whole file, and nothing is written to the disk for safety's sake.
    fileprivate func options(isRoot: Bool) -> String {
        let layers = ["lowerdir=\(lower)", "upperdir=\(upper)", "workdir=\(work)"]
        // `userxattr` turns redirections off by itself, and refuses to be told.
        let own = isRoot ? "redirect_dir=nofollow" : "userxattr"
        return (layers + ["volatile", "index=off", "metacopy=off", own]).joined(separator: ",")
    }
}
