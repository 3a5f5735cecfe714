import Glibc
public import SystemPackage
import SystemSupport

/// Bytes that are to be sent or stored, and can be read more than once: a retry begins again, or in the middle.
public struct BlobContent: Sendable {
    /// Returns the next piece, or nil at the end.
    public typealias Read = @Sendable () async throws -> [UInt8]?

    /// The number of bytes.
    public let size: UInt64
    private let open: @Sendable (UInt64) async throws -> Read

    /// Creates content.
    ///
    /// - Parameters:
    ///   - size: The number of bytes.
    ///   - open: Starts reading at a byte.
    public init(size: UInt64, open: @escaping @Sendable (UInt64) async throws -> Read) {
        self.size = size
        self.open = open
    }

    /// Creates content from memory.
    ///
    /// - Parameter bytes: The bytes.
    public init(_ bytes: [UInt8]) {
        self.init(size: UInt64(bytes.count)) { offset in
            let cursor = Cursor(place: offset, end: UInt64(bytes.count))
            return { cursor.advance(by: 1 << 20).map { Array(bytes[Int($0.lowerBound)..<Int($0.upperBound)]) } }
        }
    }

    /// Creates content from a part of a file. The file is opened when it is read.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - range: The part; its end must not be beyond that of the file.
    public init(file path: FilePath, range: Range<UInt64>) {
        self.init(size: range.upperBound - range.lowerBound) { start in
            let file = try FileReader(path)
            let cursor = Cursor(place: min(range.lowerBound + start, range.upperBound), end: range.upperBound)
            return {
                guard let part = cursor.advance(by: 256 << 10) else { return nil }
                return try file.read(part)
            }
        }
    }

    /// Starts reading.
    ///
    /// - Parameter offset: The first byte that is wanted.
    /// - Returns: The reader.
    /// - Throws: When the content cannot be opened.
    public func reader(from offset: UInt64 = 0) async throws -> Read {
        try await open(offset)
    }
}

/// A file that is read at places.
final class FileReader: Sendable {
    private let file: OwnedDescriptor
    private let path: FilePath

    init(_ path: FilePath) throws(DistributionError) {
        self.path = path
        file = try storage(path) { () throws(SystemCallError) in try OwnedDescriptor.open(path, flags: O_RDONLY) }
    }

    /// What the system knows of the file.
    func status() throws(DistributionError) -> FileStatus {
        try storage(path) { () throws(SystemCallError) in
            try FileStatus(descriptor: file.rawValue, path: path)
        }
    }

    /// Reads a part of the file, all of it.
    func read(_ range: Range<UInt64>) throws(DistributionError) -> [UInt8] {
        let wanted = Int(clamping: range.upperBound - range.lowerBound)
        var failure: SystemCallError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            while count < wanted {
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                let result = unsafe pread(
                    file.rawValue, rest.baseAddress, wanted - count, off_t(clamping: range.lowerBound + UInt64(count)))
                if result > 0 { count += result }
                if result == 0 { break }
                if result < 0, currentErrno() != .interrupted {
                    failure = .last("pread", path)
                    break
                }
            }
        }
        if let failure { throw DistributionError(.storage, "the file cannot be read", path: path, cause: failure) }
        guard bytes.count == wanted else {
            throw DistributionError(
                .storage, "the file is shorter than expected; it was changed while it was read", path: path,
                offset: range.lowerBound + UInt64(bytes.count))
        }
        return bytes
    }
}
