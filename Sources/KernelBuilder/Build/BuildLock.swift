import Glibc
import SystemPackage
import SystemSupport

/// Keeps two builds of one project from running at once. The lock goes with the value.
struct BuildLock: ~Copyable {
    private let file: OwnedDescriptor

    /// Takes the lock.
    ///
    /// - Parameter directory: The directory that kernels appear in.
    /// - Throws: ``KernelBuildError`` when another build has it.
    init(_ directory: FilePath) throws(KernelBuildError) {
        file = try Self.open(directory.appending(".lock"), for: directory)
    }

    deinit {
        // A child that another thread is just starting has the file too, until it runs its program; closing
        // the file would not give the lock back before that.
        _ = flock(file.rawValue, LOCK_UN)
    }

    /// Keeps the lock up to here.
    consuming func release() {}

    private static func open(_ path: FilePath, for directory: FilePath) throws(KernelBuildError) -> OwnedDescriptor {
        let file: OwnedDescriptor
        do {
            try makeDirectories(directory)
            file = try OwnedDescriptor.open(path, flags: O_RDWR | O_CREAT, mode: 0o644)
        } catch {
            throw .file("lock", path.string, error)
        }
        guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            throw KernelBuildError(
                .project, subject: directory.string, "another build of this project is running",
                remedy: "Wait for it to end.")
        }
        return file
    }
}
