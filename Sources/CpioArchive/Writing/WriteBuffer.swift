import CLinux
import Glibc

/// A block of memory that takes headers, names and data until it is written out.
///
/// This and ``ArchiveOutput`` are the places where memory is touched by address. Every method stays
/// within the capacity: what does not fit traps, so callers ask ``room`` first.
@safe
final class WriteBuffer: @unchecked Sendable {
    // Unchecked: it is handed from thread to thread, and used by one at a time.
    let capacity: Int
    private(set) var count = 0
    private let memory: UnsafeMutableRawPointer
    /// Where the content begins.
    private var base: UnsafeMutableRawPointer

    private static let pageSize = 4096
    private static let hugePageSize = 2 << 20

    /// A buffer for small archives, or the beginning of a large one: memory that is touched for the first time costs
    /// as much as copying.
    static func small() -> WriteBuffer { WriteBuffer(capacity: 512 << 10) }

    /// A buffer for much data: two megabytes, in one page of the processor's tables where the system has such pages.
    static func large() -> WriteBuffer {
        let buffer = WriteBuffer(capacity: hugePageSize - pageSize, alignment: hugePageSize)
        // Without huge pages it works as well.
        _ = unsafe madvise(buffer.memory, hugePageSize, MADV_HUGEPAGE)
        return buffer
    }

    init(capacity: Int, alignment: Int = WriteBuffer.pageSize) {
        self.capacity = capacity
        unsafe memory = .allocate(byteCount: capacity + WriteBuffer.pageSize, alignment: alignment)
        unsafe base = memory
    }

    deinit { unsafe memory.deallocate() }

    /// Bytes that still fit.
    var room: Int { capacity - count }

    /// Empties it, and says where its content will be written.
    ///
    /// Pages of memory are then pages of the file: the system copies faster what lies alike.
    func begin(at position: UInt64) {
        count = 0
        unsafe base = memory + Int(position % UInt64(WriteBuffer.pageSize))
    }

    /// What is in it.
    var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: base, count: count) }

    /// Forgets everything from a place on.
    func truncate(to count: Int) {
        precondition(count >= 0 && count <= self.count)
        self.count = count
    }

    /// Leaves room for a header, which ``store(_:_:at:)`` fills later.
    ///
    /// - Returns: Where it will be.
    func reserveHeader() -> Int {
        precondition(room >= NewcHeader.size)
        defer { count += NewcHeader.size }
        return count
    }

    /// Fills a header.
    func store(_ header: NewcHeader, _ format: CpioFormat, at place: Int) {
        precondition(place >= 0 && place + NewcHeader.size <= count)
        var target = unsafe MutableRawSpan(_unsafeStart: base + place, byteCount: NewcHeader.size)
        header.store(format, to: &target)
    }

    /// Adds bytes.
    @inline(__always)
    func append(_ source: UnsafeRawBufferPointer) {
        precondition(source.count <= room)
        guard let start = source.baseAddress else { return }
        unsafe memcpy(base + count, start, source.count)
        count += source.count
    }

    /// Adds bytes.
    func append(_ source: borrowing Span<UInt8>) {
        unsafe source.withUnsafeBytes { unsafe append($0) }
    }

    /// Adds zero bytes.
    @inline(__always)
    func appendZeros(_ number: Int) {
        precondition(number >= 0 && number <= room)
        if number <= 8, room >= 8 {
            unsafe (base + count).storeBytes(of: 0, as: UInt64.self)
        } else {
            unsafe memset(base + count, 0, number)
        }
        count += number
    }

    /// The sum of the bytes from a place on, as the crc format has it (cpio(5): a 32-bit sum).
    func sum(from place: Int) -> UInt32 {
        precondition(place >= 0 && place <= count)
        return unsafe byteSum(UnsafeRawBufferPointer(start: base + place, count: count - place))
    }

    /// Reads from a file to the end of the buffer's content, in one call.
    ///
    /// - Parameters:
    ///   - descriptor: The file.
    ///   - length: How many bytes at most; must fit.
    ///   - offset: Where to read; nil reads on from the file's position.
    ///   - isKept: How many of the bytes read become content at most.
    /// - Returns: Bytes read, or -1 with errno set.
    func read(_ descriptor: Int32, upTo length: Int, at offset: UInt64? = nil, keeping isKept: Int) -> Int {
        precondition(length >= 0 && length <= room)
        while true {
            let result =
                if let offset {
                    unsafe Glibc.pread(descriptor, base + count, length, off_t(clamping: offset))
                } else {
                    unsafe Glibc.read(descriptor, base + count, length)
                }
            if result < 0, errno == EINTR { continue }
            if result > 0 { count += min(result, isKept) }
            return result
        }
    }

    /// Reads the target of a symlink to the end of the buffer's content.
    ///
    /// - Returns: Its length, which is over `limit` when it was cut, or -1 with errno set.
    func readLink(_ name: UnsafePointer<CChar>, in directory: Int32, limit: Int) -> Int {
        precondition(limit >= 0 && limit < room)
        let target = unsafe (base + count).assumingMemoryBound(to: CChar.self)
        let result = unsafe readlinkat(directory, name, target, limit + 1)
        if result > 0, result <= limit { count += result }
        return result
    }
}

/// The 32-bit sum of bytes that the crc format stores (cpio(5), field `c_check`).
func byteSum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var sum: UInt32 = 0
    for index in bytes.indices { sum &+= UInt32(unsafe bytes[index]) }
    return sum
}
