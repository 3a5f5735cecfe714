import CZlib

/// Deflates to a gzip file piece by piece (RFC 1952). The header names no file and no time, so that
/// the same input gives the same bytes.
package struct Deflater: ~Copyable {
    /// What a call did.
    package struct Progress: Sendable, Hashable {
        /// Bytes of the input that are done with.
        package var consumed: Int
        /// Bytes of output that were written.
        package var produced: Int
        /// Whether the last byte of the file was written.
        package var isFinished: Bool
    }

    private var stream: ZlibStream

    /// Starts a file.
    ///
    /// - Parameter level: 1 is fast, 9 is small; values outside are brought into the range.
    /// - Throws: ``GzipError`` when zlib gets no memory.
    package init(level: Int = 6) throws(GzipError) {
        stream = try ZlibStream(deflatingAt: Int32(min(max(level, 1), 9)))
    }

    /// Deflates as much as fits.
    ///
    /// - Parameters:
    ///   - input: The next bytes of data.
    ///   - output: Where to write, from its start; must not be empty.
    ///   - isLast: Whether no data comes after this input. Call again, with what was not consumed, until
    ///     the result says that the file is finished.
    /// - Returns: What was done.
    /// - Throws: ``GzipError``.
    package mutating func deflate(
        _ input: RawSpan, into output: inout MutableSpan<UInt8>, isLast: Bool
    ) throws(GzipError) -> Progress {
        let result = try stream.run(input, into: &output, flush: isLast ? Z_FINISH : Z_NO_FLUSH)
        return Progress(consumed: result.consumed, produced: result.produced, isFinished: result.isAtEnd)
    }
}
