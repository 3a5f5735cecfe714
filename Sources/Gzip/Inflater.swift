import CZlib

/// Inflates a gzip file piece by piece (RFC 1952). A file of several members gives their data in
/// sequence; zero bytes after a member, as tapes have them, are skipped.
package struct Inflater: ~Copyable {
    /// What a call did.
    package struct Progress: Sendable, Hashable {
        /// Bytes of the input that are done with.
        package var consumed: Int
        /// Bytes of output that were written.
        package var produced: Int

        /// Nothing was done.
        package static let none = Progress(consumed: 0, produced: 0)
    }

    private enum Place { case inMember, betweenMembers, afterData }
    private var stream: ZlibStream
    private var place = Place.inMember

    /// Starts at the first byte of a gzip file.
    ///
    /// - Throws: ``GzipError`` when zlib gets no memory.
    package init() throws(GzipError) {
        stream = try ZlibStream(inflating: ())
    }

    /// Whether the input may end here: a member is complete, and no other was begun.
    package var isComplete: Bool { place != .inMember }

    /// Whether bytes were met that are neither a member nor padding. They are not consumed.
    package var isAtForeignData: Bool { place == .afterData }

    /// Inflates as much as fits.
    ///
    /// - Parameters:
    ///   - input: The next bytes of the file.
    ///   - output: Where to write, from its start; must not be empty.
    /// - Returns: What was done. Nothing consumed and nothing produced means that more input is needed,
    ///   or that ``isAtForeignData``.
    /// - Throws: ``GzipError`` when the data is damaged.
    package mutating func inflate(
        _ input: RawSpan, into output: inout MutableSpan<UInt8>
    ) throws(GzipError) -> Progress {
        var skipped = 0
        if place == .betweenMembers {
            while skipped < input.byteCount, unsafe input.unsafeLoad(fromByteOffset: skipped, as: UInt8.self) == 0 {
                skipped += 1
            }
            guard skipped < input.byteCount else { return Progress(consumed: skipped, produced: 0) }
            // The first byte of every member (RFC 1952, section 2.3.1, ID1).
            guard unsafe input.unsafeLoad(fromByteOffset: skipped, as: UInt8.self) == 0x1f else {
                place = .afterData
                return Progress(consumed: skipped, produced: 0)
            }
            try stream.startNextMember()
            place = .inMember
        }
        guard place == .inMember else { return Progress(consumed: 0, produced: 0) }
        let result = try stream.run(input.extracting(skipped...), into: &output, flush: Z_NO_FLUSH)
        if result.isAtEnd { place = .betweenMembers }
        return Progress(consumed: skipped + result.consumed, produced: result.produced)
    }
}
