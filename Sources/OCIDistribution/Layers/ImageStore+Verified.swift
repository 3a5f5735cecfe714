import Glibc
import OCIModel
import SystemPackage
import SystemSupport

/// Layers that root filesystems are made from are read in ranges, here and there, so that they cannot be hashed on the
/// way. They are hashed once, and after that only when the system says that the file is no more what it was.
extension ImageStore {
    /// Hashes a file, unless it is as it was when that was done last.
    ///
    /// - Parameter file: A layer without its compression.
    /// - Throws: ``DistributionError`` with the code `digestMismatch`; the file is then put aside.
    func verify(_ file: StoredFile) throws(DistributionError) {
        // Taken before the bytes are read, so that a change in the meantime counts.
        let state = Self.state(of: file.path)
        if let state, let known = try? SmallFile.read(layout.verified(file.digest), limit: state.utf8.count),
            known.elementsEqual(state.utf8)
        {
            return
        }
        _ = try VerifyingReader(file, 0..<0).next()
        if let state { remember(state, of: file.digest) }
    }

    /// Remembers that a file has just been written with the bytes that its digest names.
    ///
    /// - Parameter file: The file.
    func markVerified(_ file: StoredFile) {
        if let state = Self.state(of: file.path) { remember(state, of: file.digest) }
    }

    /// What the system says of a file: whoever writes to it, moves it or replaces it changes its time of change
    /// (`st_ctim`, inode(7)), which no program can set.
    private static func state(of path: FilePath) -> String? {
        var status = stat()
        guard unsafe path.withPlatformString({ unsafe lstat($0, &status) }) == 0 else { return nil }
        let (written, changed) = (status.st_mtim, status.st_ctim)
        return
            "\(status.st_ino) \(status.st_size) \(written.tv_sec).\(written.tv_nsec) \(changed.tv_sec).\(changed.tv_nsec)"
    }

    /// A store that cannot be written hashes every time.
    private func remember(_ state: String, of digest: Digest) {
        let path = layout.verified(digest)
        try? makeDirectories(path.removingLastComponent())
        guard let file = try? AtomicFile(path: path), (try? file.descriptor.writeAll(Array(state.utf8))) != nil else {
            return
        }
        try? file.commit()
    }
}
