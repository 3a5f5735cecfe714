import SystemPackage
import SystemSupport
import UnikraftCore

/// What builds left behind whose process was killed: directories, and what a sandbox knows of. Mounts are not among it,
/// because they end with the namespace that they were made in.
struct LeftBehindWork {
    /// Knows what may still run.
    let sandbox: any CommandSandbox

    /// Ends what still runs, and removes the directories.
    func remove(in environment: RootfsEnvironment) async {
        for work in WorkDirectory.leftBehind(in: environment.cache.workPlace) {
            if let launcher = environment.launcher {
                for name in (try? DirectoryNames.list(work.path)) ?? [] where name.hasPrefix(Self.scratchPrefix) {
                    await sandbox.endLeftovers(in: work.path.appending(name), launcher: launcher)
                }
            }
            work.remove()
        }
    }

    /// How the names of the directories of commands begin.
    static let scratchPrefix = "run-"
}
