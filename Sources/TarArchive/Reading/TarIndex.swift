public import SystemPackage
import SystemSupport

/// What an archive holds: every entry with the place of its content.
public struct TarIndex: Sendable {
    /// The entries in the archive's order. A name may come more than once; the last one counts.
    public var entries: [TarEntry]

    /// Creates an index.
    ///
    /// - Parameter entries: The entries in the archive's order.
    public init(entries: [TarEntry]) {
        self.entries = entries
    }

    /// Reads the headers of an archive on disk and skips the content.
    ///
    /// - Parameters:
    ///   - descriptor: The open archive, a regular file; its position is not used and not moved.
    ///   - path: The archive's name, for errors.
    ///   - range: The part of the file that is the archive; nil is the whole.
    ///   - limits: Bounds on what is accepted.
    /// - Throws: ``TarError``.
    public init(
        reading descriptor: FileDescriptor, path: FilePath, range: Range<UInt64>? = nil, limits: TarLimits = TarLimits()
    ) throws(TarError) {
        var indexer = TarIndexer(limits: limits)
        do {
            let size = try FileStatus(descriptor: descriptor.rawValue, path: path).size
            let start = min(range?.lowerBound ?? 0, size)
            let length = min(range?.upperBound ?? size, size) - start
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            while indexer.position < length, !indexer.isAtEnd {
                _ = indexer.skipContent(upTo: length - indexer.position)
                let wanted = Int(min(UInt64(buffer.count), length - indexer.position))
                guard wanted > 0 else { break }
                let count = try readBytes(
                    descriptor, at: start + indexer.position, into: &buffer, count: wanted, path: path)
                guard count > 0 else { break }
                try indexer.consume(buffer.span.extracting(0..<count))
            }
        } catch let error as SystemCallError {
            throw TarError(.inputOutput, offset: indexer.position, message: "the archive cannot be read", cause: error)
        } catch let error as TarError {
            throw error
        } catch {
            throw TarError(.inputOutput, offset: indexer.position, message: "the archive cannot be read: \(error)")
        }
        self = try indexer.finish()
    }
}
