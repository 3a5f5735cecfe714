import Glibc
public import SystemPackage
import SystemSupport

/// All entries of an archive, with their data within reach in any order.
///
/// An archive that is compressed with gzip, or has a compressed part, is inflated to a file without a name in `TMPDIR`
/// or `/tmp`.
public struct CpioIndex: Sendable {
    /// The entries, in the order of the archive.
    public let records: [CpioRecord]
    /// The archive, inflated.
    public let file: CpioSourceFile
    /// Where the trailer of the last archive begins, in bytes from the start of the (inflated) archive.
    let trailerOffset: UInt64
    /// How the archive is compressed.
    public let compression: CpioCompression?
    private let places: [[UInt8]: Int]

    /// Reads all headers of an archive.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - scope: Whether archives after the first are read.
    /// - Throws: ``CpioError``.
    public init(_ path: FilePath, scope: CpioReader.Scope = .allArchives) throws(CpioError) {
        let contents: CpioContents
        (file, contents) = try CpioIndex.read(path, scope)
        guard (contents.records.last?.end ?? 0) <= file.size else {
            throw CpioError(.truncated, "the archive ends within data; get it again", file: path, offset: file.size)
        }
        records = contents.records
        places = contents.places
        compression = contents.compression
        trailerOffset = contents.trailerOffset
    }

    private static func read(
        _ path: FilePath, _ scope: CpioReader.Scope
    ) throws(CpioError) -> (CpioSourceFile, CpioContents) {
        let original = try CpioSourceFile(path)
        var start = try ByteSource(path: path)
        if try !start.want(6) || CpioCompression(firstBytes: start.prefix(6)) != .gzip {
            let contents = try CpioContents(ByteSource(path: path), scope)
            if contents.compression == nil { return (original, contents) }
            // A plain archive is followed by a compressed one: microcode before a Linux initramfs.
        }
        let copy = try temporaryFile(for: "the inflated archive")
        let contents = try CpioContents(ByteSource(path: path, copy: copy.rawValue), scope)
        return (CpioSourceFile(adopting: copy, size: contents.size), contents)
    }

    /// Finds an entry by its name; of several, the last one.
    ///
    /// - Parameter path: The name; a leading `./` or `/` does not matter.
    /// - Returns: The entry, if there is one.
    public func record(named path: [UInt8]) -> CpioRecord? {
        guard let name = try? canonicalPath(path), let place = places[name] else { return nil }
        return records[place]
    }

    /// Reads from the data of an entry. Its sum is not checked: see ``data(of:limit:)`` and ``checkSums()``.
    ///
    /// - Parameters:
    ///   - record: An entry of this archive.
    ///   - offset: Where in the data to begin.
    ///   - output: Where to put it, from its start.
    /// - Returns: Bytes read; 0 at the end of the data.
    /// - Throws: ``CpioError`` when the archive cannot be read.
    public func readData(
        of record: CpioRecord, at offset: UInt64, into output: inout MutableSpan<UInt8>
    ) throws(CpioError) -> Int {
        guard offset < record.size else { return 0 }
        let wanted = min(output.count, Int(clamping: record.size - offset))
        while true {
            let count = unsafe output.withUnsafeMutableBytes { bytes in
                unsafe pread(
                    file.descriptor.rawValue, bytes.baseAddress, wanted, off_t(clamping: record.dataOffset + offset))
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .last("pread", "the archive cannot be read", path: record.storedName) }
            guard count > 0 || wanted == 0 else {
                throw CpioError(
                    .truncated, "the archive became shorter", path: record.storedName, offset: record.dataOffset)
            }
            return count
        }
    }

    /// Reads all data of an entry.
    ///
    /// - Parameters:
    ///   - record: An entry of this archive.
    ///   - limit: The most bytes to take into memory.
    /// - Returns: The data.
    /// - Throws: ``CpioError``; ``CpioError/Code/dataTooLarge`` when there is more than the limit;
    ///   ``CpioError/Code/checksumMismatch`` when its sum is not the one in the header (crc format).
    public func data(of record: CpioRecord, limit: Int = 1 << 28) throws(CpioError) -> [UInt8] {
        guard record.size <= UInt64(limit) else {
            throw CpioError(
                .dataTooLarge, "it has \(record.size) bytes, and at most \(limit) are wanted", path: record.storedName)
        }
        var result: [UInt8] = []
        var block = [UInt8](repeating: 0, count: Int(min(max(record.size, 1), 1 << 18)))
        while UInt64(result.count) < record.size {
            var span = block.mutableSpan
            let count = try readData(of: record, at: UInt64(result.count), into: &span)
            result += block[..<count]
        }
        try record.check(sum: unsafe result.withUnsafeBytes { unsafe byteSum($0) })
        return result
    }
}
