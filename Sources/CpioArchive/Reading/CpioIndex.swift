import Glibc
public import SystemPackage
import SystemSupport

/// All entries of an archive, with their data within reach in any order.
///
/// An archive that is compressed with gzip is inflated once, to a file without a name in `TMPDIR` or
/// `/tmp`.
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
        let original = try CpioSourceFile(path)
        var source = try ByteSource(path: path)
        let start = try source.want(6) ? CpioCompression(firstBytes: source.prefix(6)) : nil
        let inflated = start == .gzip ? try CpioIndex.inflate(path, from: 0) : nil
        var reader = try CpioReader(
            source: inflated == nil
                ? ByteSource(path: path) : ByteSource(descriptor: (inflated ?? original).descriptor.rawValue),
            scope: scope)
        var records: [CpioRecord] = []
        var places: [[UInt8]: Int] = [:]
        while let record = try reader.next() {
            if let name = try? record.canonicalPath() { places[name] = records.count }
            records.append(record)
        }
        // A plain archive may be followed by a compressed one: microcode before a Linux initramfs.
        let late = inflated == nil ? reader.inflatedFrom : nil
        if let late { file = try CpioIndex.inflate(path, from: late) } else { file = inflated ?? original }
        compression = start ?? reader.compression
        guard (records.last?.end ?? 0) <= file.size else {
            throw CpioError(.truncated, "the archive ends within data; get it again", file: path, offset: file.size)
        }
        self.records = records
        self.places = places
        trailerOffset = reader.trailerOffset
    }

    /// Copies an archive to a file without a name, inflated from a place on.
    private static func inflate(_ archive: FilePath, from start: UInt64) throws(CpioError) -> CpioSourceFile {
        var source = try ByteSource(path: archive)
        let directory = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        let path = FilePath(directory).appending(".cpio-\(UInt64.random(in: .min ... .max))")
        var opened: OwnedDescriptor?
        do { opened = try OwnedDescriptor.open(path, flags: O_RDWR | O_CREAT | O_EXCL, mode: 0o600) } catch {
            throw .system(error, "there is no place to inflate the archive to; set TMPDIR", file: path)
        }
        guard let file = opened.take() else { throw .last("openat", "there is no place to inflate to", file: path) }
        _ = unsafe path.withPlatformString { unsafe unlink($0) }
        let output = ArchiveOutput(descriptor: file.descriptor)
        while true {
            if source.position == start, !source.isInflating {
                _ = try source.want(1)
                try source.beginInflating()
            }
            guard try source.want(1) else { break }
            let rest = source.isInflating ? .max : start - source.position
            let part = source.prefix(Int(min(UInt64(source.available), rest)))
            let result: Result<Void, CpioError> = unsafe part.withUnsafeBytes { bytes in
                do throws(CpioError) { return .success(unsafe try output.write(bytes)) } catch {
                    return .failure(error)
                }
            }
            try result.get()
            source.drop(part.count)
        }
        guard lseek(file.rawValue, 0, SEEK_SET) == 0 else {
            throw .last("lseek", "the inflated archive cannot be read")
        }
        return CpioSourceFile(adopting: file, size: output.position)
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
