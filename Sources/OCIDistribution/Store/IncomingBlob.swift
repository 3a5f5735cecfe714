import FoundationEssentials
import Glibc
import OCIModel
import SystemPackage
import SystemSupport

/// A blob on its way into the store: written to a file of its own and hashed as it comes.
struct IncomingBlob {
    private let descriptor: Int32
    private let path: FilePath
    private let expected: Descriptor
    private var hasher: ContentHasher

    /// The number of bytes that are there.
    private(set) var position: UInt64 = 0

    /// Takes a locked file over.
    ///
    /// - Parameters:
    ///   - file: The file; it must stay open as long as this value.
    ///   - path: Its name.
    ///   - expected: What the bytes must be.
    ///   - keepsBytes: Whether what is in the file is the beginning of the blob.
    init(
        _ file: borrowing OwnedDescriptor, _ path: FilePath, _ expected: Descriptor, keepsBytes: Bool
    ) throws(DistributionError) {
        descriptor = file.rawValue
        self.path = path
        self.expected = expected
        hasher = ContentHasher(expected.digest.algorithm)
        let number = file.rawValue
        let size = try storage(path) { () throws(SystemCallError) in try FileStatus(descriptor: number, path: path).size
        }
        if keepsBytes, size > 0, size <= UInt64(expected.size) {
            try hashWhatIsThere(size)
        } else if size > 0 {
            guard ftruncate(descriptor, 0) == 0 else { throw .storage(path, SystemCallError.last("ftruncate", path)) }
        }
    }

    private mutating func hashWhatIsThere(_ size: UInt64) throws(DistributionError) {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while position < size {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe pread(descriptor, $0.baseAddress, $0.count, off_t(clamping: position))
            }
            if count < 0, currentErrno() == .interrupted { continue }
            guard count > 0 else { throw .storage(path, SystemCallError.last("pread", path)) }
            hasher.update(buffer[..<count])
            position += UInt64(count)
        }
    }

    /// Writes and hashes the next piece.
    mutating func append(_ piece: [UInt8]) throws(DistributionError) {
        guard UInt64(piece.count) <= UInt64(expected.size) - position else {
            throw DistributionError(
                .sizeMismatch, "the blob is longer than the \(expected.size) bytes that its manifest announces",
                digest: expected.digest, offset: position)
        }
        var written = 0
        while written < piece.count {
            let result = unsafe piece[written...].withUnsafeBytes {
                unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(clamping: position + UInt64(written)))
            }
            if result < 0 {
                guard currentErrno() == .interrupted else { throw .storage(path, SystemCallError.last("pwrite", path)) }
            } else {
                written += result
            }
        }
        hasher.update(piece)
        position += UInt64(piece.count)
    }

    /// Checks the blob and gives it its name.
    func finish(as target: FilePath, isDurable: Bool) throws(DistributionError) {
        guard position == UInt64(expected.size) else {
            throw DistributionError(
                .sizeMismatch, "the blob is shorter than the \(expected.size) bytes that its manifest announces",
                digest: expected.digest, offset: position)
        }
        guard hasher.matches(expected.digest) else {
            throw DistributionError(
                .digestMismatch, "the blob's bytes do not have this digest; it was damaged or changed on the way",
                digest: expected.digest)
        }
        if isDurable, fdatasync(descriptor) != 0 { throw .storage(path, SystemCallError.last("fdatasync", path)) }
        let result = unsafe path.withPlatformString { old in
            unsafe target.withPlatformString { new in unsafe rename(old, new) }
        }
        guard result == 0 else { throw .storage(target, SystemCallError.last("rename", target)) }
    }
}
