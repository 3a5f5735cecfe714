import Glibc
import SystemPackage
import SystemSupport

/// A machine's directory that was just made, with its lock held: whoever makes it has the name.
struct MachineClaim: ~Copyable {
    /// The directory.
    let directory: FilePath
    private let lock: FileLock

    /// Makes the directory of a machine.
    ///
    /// - Parameters:
    ///   - name: The machine's name.
    ///   - store: Where machines are kept.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/taken`` when there is such a machine,
    ///   ``LaunchError/Code/file`` when the directory cannot be made.
    init(_ name: String, in store: MachineStore) throws(LaunchError) {
        let place = try store.directory(of: name)
        let turn = try store.takeTurn()
        if let old = try? store.machine(named: name), old.record.isTransient, !old.isRunning { try? old.removeFiles() }
        store.removeAbandoned(place)
        if unsafe mkdir(place.string, 0o700) != 0 {
            let error = SystemCallError.last("mkdir", place)
            guard error.errno == .fileExists else {
                throw LaunchError(
                    .file, subject: place.string, "the machine's directory '\(place)' cannot be made",
                    remedy: "Check its permissions and the free space.", cause: error)
            }
            throw LaunchError(
                .taken, subject: name, "there is a machine '\(name)' already",
                remedy: "Choose another name with --name, or remove it with `kraft rm \(name)`.")
        }
        lock = try store.lock(place)
        directory = place
        extendLifetime(turn)
    }
}

extension MachineStore {
    /// Waits until no other process makes or clears away directories of this store.
    ///
    /// - Returns: The lock that others wait for.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/file``.
    func takeTurn() throws(LaunchError) -> FileLock {
        do {
            try makeDirectories(directory, mode: 0o700)
            return try FileLock(path: directory.appending(".lock"))
        } catch {
            throw LaunchError(
                .file, subject: directory.string, "machines cannot be kept in '\(directory)'",
                remedy: "Check its permissions, or set XDG_STATE_HOME to another place.", cause: error)
        }
    }

    /// Takes the lock of one machine.
    ///
    /// - Parameter place: The machine's directory.
    /// - Returns: The lock.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/taken`` when another process has it.
    func lock(_ place: FilePath) throws(LaunchError) -> FileLock {
        do {
            return try FileLock(path: place.appending("lock"), isWaiting: false)
        } catch {
            throw LaunchError(
                .taken, subject: place.string, "another process is working on this machine",
                remedy: "Try again when it is done.", cause: error)
        }
    }

    /// Takes the lock of one machine, and waits up to two seconds for whoever works on it: a supervisor that has just
    /// begun holds it for a moment.
    ///
    /// - Parameter place: The machine's directory.
    /// - Returns: The lock.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/taken``.
    func lockSoon(_ place: FilePath) async throws(LaunchError) -> FileLock {
        let deadline = ContinuousClock.now + .seconds(2)
        while true {
            do throws(LaunchError) {
                return try lock(place)
            } catch {
                guard error.code == .taken, ContinuousClock.now < deadline, !Task.isCancelled else { throw error }
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Removes what a process that was killed while it started a machine has left: a directory without a record,
    /// and QEMU when it runs there already. The caller has its turn.
    ///
    /// - Parameter place: The machine's directory.
    func removeAbandoned(_ place: FilePath) {
        guard (try? FileStatus(of: place))?.kind == .directory,
            (try? FileStatus(of: place.appending(MachineRecord.fileName))) == nil,
            let lock = try? FileLock(path: place.appending("lock"), isWaiting: false)
        else { return }
        endUnrecorded(in: place)
        StagingDirectory.remove(place)
        extendLifetime(lock)
    }

    /// Ends QEMU that runs in a directory and that no record tells of.
    func endUnrecorded(in place: FilePath) {
        if let process = Self.unrecordedProcess(in: place) { kill(process, SIGKILL) }
    }

    /// QEMU that runs in a directory, by its own note of its number. That another process may have the number by now
    /// shows in its working directory.
    private static func unrecordedProcess(in place: FilePath) -> Int32? {
        let path = place.appending("qemu.pid")
        guard let file = try? OwnedDescriptor.open(path, flags: O_RDONLY | O_NOFOLLOW),
            let bytes = try? file.read(at: 0, limit: 32, path: path),
            let number = Int32(String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self)), number > 1,
            let directory = try? readSymbolicLink(FilePath("/proc/\(number)/cwd")), let here = place.resolved,
            directory == Array(here.string.utf8)
        else { return nil }
        return number
    }
}
