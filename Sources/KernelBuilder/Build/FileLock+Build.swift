import SystemPackage
import SystemSupport

extension FileLock {
    /// Takes the lock that keeps two builds of one project from running at once.
    ///
    /// - Parameter directory: The project's directory.
    /// - Returns: The lock, which goes with the value.
    /// - Throws: ``KernelBuildError`` when another build has it.
    static func ofBuild(in directory: FilePath) throws(KernelBuildError) -> FileLock {
        let home = directory.appending(".unikraft")
        let path = home.appending(".lock")
        do {
            try makeDirectories(home)
            return try FileLock(path: path, isWaiting: false)
        } catch {
            guard error.errno == .wouldBlock else { throw .file("lock", path.string, error) }
            throw KernelBuildError(
                .project, subject: directory.string, "another build of this project is running",
                remedy: "Wait for it to end.")
        }
    }
}
