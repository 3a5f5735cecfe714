import Glibc
import SystemPackage
import SystemSupport

/// Small files as a whole.
enum FileContent {
    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limit: The longest file that is taken, in bytes.
    /// - Returns: The file.
    /// - Throws: ``DistributionError`` with the code `storage` or `tooLarge`.
    static func read(_ path: FilePath, limit: Int) throws(DistributionError) -> [UInt8] {
        let file = try storage(path) { () throws(SystemCallError) in try OwnedDescriptor.open(path, flags: O_RDONLY) }
        let bytes = try storage(path) { () throws(SystemCallError) in try file.read(at: 0, limit: limit + 1, path: path)
        }
        guard bytes.count <= limit else {
            throw DistributionError(.tooLarge, "the file is longer than \(limit) bytes", path: path)
        }
        return bytes
    }

    /// Reads a file that may not be there.
    static func readIfPresent(_ path: FilePath, limit: Int) throws(DistributionError) -> [UInt8]? {
        do {
            return try read(path, limit: limit)
        } catch {
            let cause = (error.cause as? SystemCallError)?.errno
            if cause == .noSuchFileOrDirectory || cause == .notDirectory { return nil }
            throw error
        }
    }

    /// Writes a file that appears complete or not at all.
    static func write(_ bytes: [UInt8], to path: FilePath, mode: UInt32 = 0o644) throws(DistributionError) {
        do {
            let file = try AtomicFile(path: path, mode: mode)
            _ = try file.descriptor.writeAll(bytes)
            guard fsync(file.descriptor.rawValue) == 0 else { throw SystemCallError.last("fsync", path) }
            try file.commit()
        } catch {
            throw .storage(path, error)
        }
    }
}

extension FileContent {
    /// Whether there is something with that name.
    static func exists(_ path: FilePath) -> Bool {
        (try? FileStatus(of: path)) != nil
    }
}

extension FileContent {
    /// Writes content to a file that appears complete or not at all.
    static func write(_ content: BlobContent, to path: FilePath, mode: UInt32 = 0o644) async throws {
        let read = try await content.reader()
        let output: AtomicFile
        do {
            output = try AtomicFile(path: path, mode: mode)
        } catch {
            throw DistributionError.storage(path, error)
        }
        while let piece = try await read() {
            do {
                _ = try output.descriptor.writeAll(piece)
            } catch {
                throw DistributionError.storage(path, error)
            }
        }
        do {
            try output.commit()
        } catch {
            throw DistributionError.storage(path, error)
        }
    }
}
