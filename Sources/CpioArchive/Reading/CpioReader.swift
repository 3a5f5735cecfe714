public import SystemPackage

/// Reads an archive forwards, entry by entry: newc, crc or odc, as it is or compressed with gzip.
///
/// ``next()`` gives an entry; then ``readData(into:)`` gives its data, as much of it as is wanted. The
/// memory in use does not depend on the archive.
public struct CpioReader: ~Copyable {
    /// What follows the end of an archive.
    public enum Scope: Sendable, Hashable {
        /// Only the first archive is read; what follows is ignored, as a Unikraft guest and GNU cpio do.
        ///
        /// Compressed data is still read to its end, so that a damaged file is never taken for a whole one.
        case firstArchive
        /// Archives may follow each other, with zero bytes between them, as a Linux kernel reads them.
        case allArchives
    }

    var source: ByteSource
    private let scope: Scope
    private var current: CpioRecord?
    private var remaining: UInt64 = 0
    private var sum: UInt32 = 0
    private var archiveIndex = 0
    private var isAtStart = true
    private var isAtEnd = false
    /// Where the trailer that was met last begins.
    private(set) var trailerOffset: UInt64 = 0
    /// Where the archive that was read last ends.
    private var archiveEnd: UInt64 = 0
    /// How the archive is compressed; nil when it is not, or nothing was read yet.
    public private(set) var compression: CpioCompression?

    /// Opens an archive.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - scope: Whether archives after the first are read.
    /// - Throws: ``CpioError`` when it cannot be opened.
    public init(_ path: FilePath, scope: Scope = .allArchives) throws(CpioError) {
        self.init(source: try ByteSource(path: path), scope: scope)
    }

    /// Reads from an open file, a pipe or a socket.
    ///
    /// - Parameters:
    ///   - descriptor: The input, read from its position on; it stays open.
    ///   - scope: Whether archives after the first are read.
    public init(descriptor: FileDescriptor, scope: Scope = .allArchives) {
        self.init(source: ByteSource(descriptor: descriptor.rawValue), scope: scope)
    }

    /// Reads from memory.
    ///
    /// - Parameters:
    ///   - bytes: The archive.
    ///   - scope: Whether archives after the first are read.
    public init(bytes: [UInt8], scope: Scope = .allArchives) {
        self.init(source: ByteSource(bytes: bytes), scope: scope)
    }

    init(source: consuming ByteSource, scope: Scope) {
        self.source = source
        self.scope = scope
    }

    /// Goes to the next entry. What is left of the data of the one before is passed over.
    ///
    /// - Returns: The entry; nil at the end.
    /// - Throws: ``CpioError`` when the input is no archive, is damaged or ends too early.
    public mutating func next() throws(CpioError) -> CpioRecord? {
        try leaveCurrent()
        while !isAtEnd {
            if isAtStart, try !beginArchive() { return nil }
            guard let record = try HeaderDecoder.decode(&source, archiveIndex: archiveIndex) else {
                throw try missingHeader()
            }
            guard !record.isTrailer else {
                try endArchive(record)
                continue
            }
            current = record
            remaining = record.size
            sum = 0
            return record
        }
        return nil
    }

    /// Reads on in the data of the current entry.
    ///
    /// - Parameter output: Where to put it, from its start.
    /// - Returns: Bytes read; 0 at the end of the data.
    /// - Throws: ``CpioError`` when the input ends too early, or, once all of the data was read, when its
    ///   sum is not the one in the header (crc format).
    public mutating func readData(into output: inout MutableSpan<UInt8>) throws(CpioError) -> Int {
        guard let record = current, remaining > 0, output.count > 0 else { return 0 }
        let count = try source.read(into: &output, upTo: Int(clamping: remaining))
        guard count > 0 else { throw endsInData(record) }
        remaining -= UInt64(count)
        if record.format == .crc {
            sum &+= unsafe output.withUnsafeBytes { bytes in
                unsafe byteSum(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            }
            if remaining == 0 { try record.check(sum: sum, file: source.path) }
        }
        return count
    }

    /// Reads all of what is left of the data of the current entry.
    ///
    /// - Parameter limit: The most bytes to take into memory.
    /// - Returns: The data.
    /// - Throws: As ``readData(into:)``; ``CpioError/Code/dataTooLarge`` when there is more than the limit.
    public mutating func readData(limit: Int = 1 << 28) throws(CpioError) -> [UInt8] {
        guard let record = current, remaining > 0 else { return [] }
        guard remaining <= UInt64(limit) else {
            throw CpioError(
                .dataTooLarge, "it has \(remaining) bytes, and at most \(limit) are wanted", path: record.storedName,
                file: source.path, offset: record.dataOffset)
        }
        var result: [UInt8] = []
        var block = [UInt8](repeating: 0, count: Int(min(remaining, 1 << 16)))
        while remaining > 0 {
            var bytes = block.mutableSpan
            let count = try readData(into: &bytes)
            result.append(contentsOf: block[..<count])
        }
        return result
    }

    private func endsInData(_ record: CpioRecord) -> CpioError {
        CpioError(
            .truncated, "the archive ends within its data; get it again", path: record.storedName, file: source.path,
            offset: source.position)
    }

    private mutating func leaveCurrent() throws(CpioError) {
        guard let record = current else { return }
        // Fields are 33 bits wide at most, so the sum cannot overflow.
        guard try source.skip(remaining + record.padding) else { throw endsInData(record) }
        current = nil
        remaining = 0
    }
}

extension CpioReader {
    /// Looks at how an archive begins.
    ///
    /// - Returns: False when there is none any more.
    private mutating func beginArchive() throws(CpioError) -> Bool {
        isAtStart = false
        _ = try source.want(6)
        if archiveIndex == 0 || !source.isInflating, let found = CpioCompression(firstBytes: source.prefix(6)) {
            compression = found
            guard found == .gzip else {
                throw CpioError(
                    .unsupportedCompression,
                    "the archive is compressed with \(found.rawValue), which is not read here; decompress it first, for example with '\(found.rawValue) -d'",
                    file: source.path, offset: source.position)
            }
            try source.beginInflating()
        }
        return true
    }

    private mutating func endArchive(_ trailer: CpioRecord) throws(CpioError) {
        trailerOffset = trailer.headerOffset
        guard try source.skip(trailer.size + trailer.padding) else { throw endsInData(trailer) }
        archiveEnd = source.position
        guard scope == .allArchives else {
            try source.finishInflating()
            isAtEnd = true
            return
        }
        repeat {
            while try source.want(1) {
                let zeros = source.leadingZeros
                guard zeros > 0 else { break }
                source.drop(zeros)
            }
        } while try source.leaveGzip()
        isAtEnd = source.available == 0
        archiveIndex += 1
        isAtStart = true
    }

    private mutating func missingHeader() throws(CpioError) -> CpioError {
        let hasBytes = try source.want(1)
        let isFirst = source.position == 0
        let hasMagic = try source.want(6)
        if !hasBytes || (!isFirst && !hasMagic) {
            return CpioError(
                isFirst ? .notAnArchive : .truncated,
                isFirst ? "it is empty" : "the archive ends without its trailer; get it again", file: source.path,
                offset: source.position)
        }
        let isBinary = source.prefix(2).elementsEqual([0xc7, 0x71]) || source.prefix(2).elementsEqual([0x71, 0xc7])
        let found =
            isBinary
            ? "this is the old binary format of cpio; make the archive anew with '-H newc'"
            : "there is no header of a cpio archive (070701, 070702 or 070707) here"
        let remedy =
            archiveIndex == 0 || source.isInflating
            ? ""
            : "; the archive before it is whole, so cut off what an interrupted append has left: truncate -s \(archiveEnd)"
        return CpioError(
            isFirst ? .notAnArchive : .invalidHeader, found + remedy, file: source.path, offset: source.position)
    }
}
