import Glibc
import SystemPackage
import SystemSupport

extension StateDirectory {
    /// Reads a file.
    ///
    /// - Parameter name: Its name.
    /// - Returns: Its content; nil when it is not there.
    /// - Throws: ``NetworkError``; `untrustedFile`, `malformedRecord` when it is too large.
    package func read(_ name: String) throws(NetworkError) -> [UInt8]? {
        // The whole path is for errors only, and costs as much as a system call.
        var full: FilePath { path.appending(name) }
        do {
            let file = try OwnedDescriptor.open(
                FilePath(name), at: descriptor, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
            let status = try FileStatus(descriptor: file.rawValue, path: path)
            guard status.kind == .regular else { throw Self.untrusted(full, "it is not a regular file") }
            try Self.check(status, owners: owners, path: path, name)
            guard status.size <= Self.sizeLimit else {
                throw NetworkError(
                    code: .malformedRecord, subject: full.string,
                    message: "'\(full)' has \(status.size) bytes, more than any record. Remove the network.")
            }
            return try Self.readAll(file.rawValue, expecting: Int(status.size), path)
        } catch let error as SystemCallError {
            if error.errno == .noSuchFileOrDirectory { return nil }
            throw Self.failure(error, "read '\(full)'", full)
        } catch let error as NetworkError {
            throw error
        } catch {
            throw NetworkError(code: .systemFailure, subject: full.string, message: "\(error)")
        }
    }

    private static func readAll(
        _ file: Int32, expecting size: Int, _ path: FilePath
    ) throws(SystemCallError) -> [UInt8] {
        var failure: SystemCallError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(size, 1)) { buffer, count in
            while count < size {
                let base = unsafe buffer.baseAddress.map { unsafe $0 + count }
                let step = unsafe Glibc.read(file, base, size - count)
                if step == 0 { return }
                if step > 0 {
                    count += step
                } else if currentErrno() != .interrupted {
                    failure = .last("read", path)
                    return
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes a file, so that it is there with all its content or with what it held before. It need not
    /// outlive a crash of the system.
    ///
    /// The lock that covers the file must be held: the temporary name is always the same one, so that what a
    /// killed process left is written over.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - content: Its content.
    /// - Throws: ``NetworkError``.
    package func write(_ name: String, _ content: [UInt8]) throws(NetworkError) {
        var full: FilePath { path.appending(name) }
        let temporary = ".\(name).new"
        do throws(SystemCallError) {
            let file = try create(temporary)
            // The umask may have taken away what others need to read it.
            guard fchmod(file.rawValue, 0o644) == 0 else { throw SystemCallError.last("fchmod", full) }
            var done = 0
            while done < content.count {
                let step = unsafe content.withUnsafeBytes { bytes in
                    unsafe Glibc.write(file.rawValue, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done)
                }
                if step > 0 {
                    done += step
                } else if currentErrno() != .interrupted {
                    throw SystemCallError.last("write", full)
                }
            }
            guard unsafe renameat(descriptor, temporary, descriptor, name) == 0 else {
                throw SystemCallError.last("renameat", full)
            }
        } catch {
            _ = unsafe unlinkat(descriptor, temporary, 0)
            throw Self.failure(error, "write '\(full)'", full)
        }
    }

    private func create(_ name: String) throws(SystemCallError) -> OwnedDescriptor {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
        do {
            return try .open(FilePath(name), at: descriptor, flags: flags, mode: 0o644)
        } catch {
            guard error.errno == .fileExists else { throw error }
        }
        _ = unsafe unlinkat(descriptor, name, 0)
        return try .open(FilePath(name), at: descriptor, flags: flags, mode: 0o644)
    }

    /// Removes a file or an empty directory. That it is not there is no error.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - isDirectory: Whether it is a directory.
    /// - Throws: ``NetworkError``.
    package func remove(_ name: String, isDirectory: Bool = false) throws(NetworkError) {
        guard unsafe unlinkat(descriptor, name, isDirectory ? AT_REMOVEDIR : 0) != 0 else { return }
        let error = SystemCallError.last("unlinkat", path.appending(name))
        guard error.errno == .noSuchFileOrDirectory else {
            throw Self.failure(error, "remove '\(path.appending(name))'", path.appending(name))
        }
    }

    /// Removes everything in the directory, whoever made it. No symlink is followed.
    ///
    /// - Throws: ``NetworkError``; `untrustedFile` when directories stand 16 deep in each other.
    package func removeContents() throws(NetworkError) {
        try Self.removeContents(of: descriptor, path, depth: 0)
    }

    private static func removeContents(of directory: Int32, _ path: FilePath, depth: Int) throws(NetworkError) {
        guard depth < 16 else { throw untrusted(path, "it is a directory 16 deep in others") }
        for name in try names(in: directory, path) {
            let place = path.appending(name)
            do {
                guard unsafe unlinkat(directory, name, 0) != 0 else { continue }
                let inner = try OwnedDescriptor.open(
                    FilePath(name), at: directory, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
                try removeContents(of: inner.rawValue, place, depth: depth + 1)
                guard unsafe unlinkat(directory, name, AT_REMOVEDIR) == 0 else {
                    throw SystemCallError.last("unlinkat", place)
                }
            } catch let error as SystemCallError {
                throw failure(error, "remove '\(place)'", place)
            } catch let error as NetworkError {
                throw error
            } catch {
                throw NetworkError(code: .systemFailure, subject: place.string, message: "\(error)")
            }
        }
    }

    /// The names in the directory, sorted by bytes.
    ///
    /// - Returns: The names without `.` and `..`.
    /// - Throws: ``NetworkError``.
    package func names() throws(NetworkError) -> [String] {
        try Self.names(in: descriptor, path)
    }

    private static func names(in directory: Int32, _ path: FilePath) throws(NetworkError) -> [String] {
        do throws(SystemCallError) {
            let again = try OwnedDescriptor.open(".", at: directory, flags: O_RDONLY | O_DIRECTORY).release()
            guard let stream = unsafe fdopendir(again) else {
                let error = SystemCallError.last("fdopendir", path)
                _ = close(again)
                throw error
            }
            defer { unsafe closedir(stream) }
            var names: [String] = []
            while let entry = unsafe readdir(stream) {
                let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
                }
                if name != ".", name != ".." { names.append(name) }
            }
            return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        } catch {
            throw failure(error, "list '\(path)'", path)
        }
    }
}
