/// Bytes that can be read from any place: a file, an archive member or memory.
public protocol RandomAccessBytes: Sendable {
    /// How many bytes there are.
    var byteCount: UInt64 { get }

    /// Reads bytes.
    ///
    /// - Parameters:
    ///   - offset: Where to begin, in bytes.
    ///   - buffer: Where to put them.
    /// - Returns: How many bytes were put; less than the buffer holds only at the end of the content.
    /// - Throws: ``ELFError`` when the content cannot be read.
    func read(at offset: UInt64, into buffer: inout MutableRawSpan) throws(ELFError) -> Int
}

/// Bytes in memory.
struct MemoryBytes: RandomAccessBytes {
    let bytes: [UInt8]

    var byteCount: UInt64 { UInt64(bytes.count) }

    func read(at offset: UInt64, into buffer: inout MutableRawSpan) -> Int {
        guard let start = Int(exactly: offset), start < bytes.count else { return 0 }
        let count = min(buffer.byteCount, bytes.count - start)
        unsafe buffer.withUnsafeMutableBytes { target in
            unsafe bytes.withUnsafeBytes { unsafe target.copyMemory(from: .init(rebasing: $0[start..<start + count])) }
        }
        return count
    }
}

extension [UInt8] {
    /// Reads the start of a file; fewer bytes when it is shorter.
    init(reading source: any RandomAccessBytes, count: Int) throws(ELFError) {
        var failure: ELFError?
        self = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var span = unsafe MutableRawSpan(_unsafeBytes: UnsafeMutableRawBufferPointer(buffer))
            do throws(ELFError) {
                filled = try source.read(at: 0, into: &span)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }
}
