import CZlib

/// The state of zlib. It stays at one address, as zlib wants, and is freed with its owner.
@safe
struct ZlibStream: ~Copyable {
    private enum Direction { case inflate, deflate }
    private let stream: UnsafeMutablePointer<z_stream>
    private let direction: Direction

    /// zlib's window of 32 KiB, with 16 added for the header and trailer of gzip (zlib.h, `inflateInit2`).
    private static let gzipWindowBits: Int32 = 15 + 16

    /// Starts inflating gzip data.
    init(inflating: Void) throws(GzipError) {
        unsafe stream = .allocate(capacity: 1)
        direction = .inflate
        unsafe stream.initialize(to: z_stream())
        try check(unsafe czlib_inflate_init(stream, ZlibStream.gzipWindowBits))
    }

    /// Starts deflating to gzip data.
    init(deflatingAt level: Int32) throws(GzipError) {
        unsafe stream = .allocate(capacity: 1)
        direction = .deflate
        unsafe stream.initialize(to: z_stream())
        try check(unsafe czlib_deflate_init(stream, level, ZlibStream.gzipWindowBits))
    }

    deinit {
        // Both calls take a stream whose start failed, and then do nothing.
        _ = direction == .inflate ? unsafe inflateEnd(stream) : unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Makes the stream ready for the next member of a gzip file.
    mutating func startNextMember() throws(GzipError) {
        try check(unsafe inflateReset(stream))
    }

    /// Works on as much as fits.
    ///
    /// - Parameters:
    ///   - input: What is to be read.
    ///   - output: Where the result goes, from its start.
    ///   - flush: zlib's flush value.
    /// - Returns: Bytes read, bytes written, and whether the end of a member was reached.
    /// - Throws: ``GzipError``.
    mutating func run(
        _ input: RawSpan, into output: inout MutableSpan<UInt8>, flush: Int32
    ) throws(GzipError) -> (consumed: Int, produced: Int, isAtEnd: Bool) {
        let inputCount = UInt32(clamping: input.byteCount)
        let outputCount = UInt32(clamping: output.count)
        let stream = unsafe stream
        let isInflating = direction == .inflate
        let result: Int32 = unsafe input.withUnsafeBytes { source in
            unsafe output.withUnsafeMutableBytes { target in
                // zlib reads only from here; the pointer is mutable for want of const in old C.
                unsafe stream.pointee.next_in = UnsafeMutablePointer(
                    mutating: source.baseAddress?.assumingMemoryBound(to: Bytef.self))
                unsafe stream.pointee.avail_in = inputCount
                unsafe stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: Bytef.self)
                unsafe stream.pointee.avail_out = outputCount
                return isInflating ? unsafe inflate(stream, flush) : unsafe deflate(stream, flush)
            }
        }
        let consumed = unsafe Int(inputCount &- stream.pointee.avail_in)
        let produced = unsafe Int(outputCount &- stream.pointee.avail_out)
        // Z_BUF_ERROR only says that there was no room or no input; the next call goes on.
        if result != Z_STREAM_END, result != Z_BUF_ERROR { try check(result) }
        return (consumed, produced, result == Z_STREAM_END)
    }

    private func check(_ result: Int32) throws(GzipError) {
        guard result != Z_OK else { return }
        let text = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "zlib code \(result)"
        switch result {
        case Z_DATA_ERROR, Z_NEED_DICT: throw GzipError(code: .damaged, message: text)
        case Z_MEM_ERROR: throw GzipError(code: .outOfMemory, message: text)
        default: throw GzipError(code: .misuse, message: text)
        }
    }
}
