/// A piece of a file in memory, read again when another piece is asked for.
///
/// It grows only by bytes that the file really has, never by a number that the file claims.
struct ByteWindow {
    /// The bytes; those from ``count`` on are left over from earlier pieces.
    private var buffer: [UInt8]
    private var start: UInt64 = 0
    private(set) var count = 0
    private let pageSize: Int

    /// The longest name or path that is believed, in bytes.
    static let longestString = 1 << 20

    init(pageSize: Int) {
        self.pageSize = pageSize
        buffer = [UInt8](repeating: 0, count: pageSize)
    }

    /// The bytes that are in memory.
    var bytes: RawSpan {
        @_lifetime(borrow self)
        borrowing get { unsafe buffer.span.bytes }
    }

    /// Forgets the content, for another file.
    mutating func reset() { count = 0 }

    /// Makes bytes available.
    ///
    /// - Returns: Where the bytes begin in ``bytes``.
    /// - Throws: ``ELFError`` with code `truncated` and the offset when the file ends earlier.
    @inline(__always)
    mutating func require(
        _ needed: Int, at offset: UInt64, of source: any RandomAccessBytes, _ what: StaticString
    ) throws(ELFError) -> Int {
        if offset >= start, offset - start <= UInt64(count), UInt64(count) - (offset - start) >= UInt64(needed) {
            return Int(offset - start)
        }
        try move(needed, to: offset, of: source, what)
        return 0
    }

    /// Reads another piece, which begins at an offset.
    private mutating func move(
        _ needed: Int, to offset: UInt64, of source: any RandomAccessBytes, _ what: StaticString
    ) throws(ELFError) {
        let size = source.byteCount
        guard offset <= size, UInt64(needed) <= size - offset else {
            throw ELFError(
                .truncated, "The file ends before the \(what) does; it is cut off or damaged.", offset: offset)
        }
        try fill(max(needed, pageSize), at: offset, of: source)
        guard count >= needed else {
            throw ELFError(.truncated, "The file ends before the \(what) does; it became shorter.", offset: offset)
        }
    }

    /// Makes a string available that ends with NUL.
    ///
    /// - Returns: Where its bytes are in ``bytes``, without the NUL.
    /// - Throws: ``ELFError`` when no NUL follows.
    mutating func requireString(
        at offset: UInt64, of source: any RandomAccessBytes, _ what: StaticString
    ) throws(ELFError) -> Range<Int> {
        var needed = 1
        while true {
            let index = try require(needed, at: offset, of: source, what)
            if let range = bytes.extracting(0..<count).terminatedString(at: index) { return range }
            let available = count - index
            needed = available * 2
            let rest = source.byteCount - offset
            if UInt64(needed) > rest { needed = max(available + 1, Int(clamping: rest)) }
            guard available < Self.longestString else {
                throw ELFError(.invalidTable, "The \(what) has no end within a megabyte.", offset: offset)
            }
        }
    }

    private mutating func fill(_ wanted: Int, at offset: UInt64, of source: any RandomAccessBytes) throws(ELFError) {
        let rest = Int(clamping: source.byteCount - offset)
        let length = min(wanted, rest)
        if buffer.count < length { buffer = [UInt8](repeating: 0, count: length) }
        count = 0
        start = offset
        var target = buffer.mutableSpan
        var part = target._mutatingExtracting(0..<length)
        var raw = unsafe part.mutableBytes
        count = try source.read(at: offset, into: &raw)
    }
}
