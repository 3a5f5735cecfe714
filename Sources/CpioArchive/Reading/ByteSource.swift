import Gzip
import SystemPackage
import SystemSupport

/// The bytes of an archive, forwards, through a window: as they are, or inflated.
struct ByteSource: ~Copyable {
    private var input: RawInput?
    private var inflater: Inflater?
    /// Compressed bytes that are not inflated yet.
    private var packed: [UInt8] = []
    private var packedPlace = 0
    /// What was read ahead: the bytes from `place` on.
    private var window: [UInt8] = []
    private var place = 0
    private var block: [UInt8] = []
    /// Bytes given out so far.
    private(set) var position: UInt64 = 0
    /// The file, for errors.
    let path: FilePath?
    /// A file that gets everything that is given out, at the same places.
    private let copy: Int32?

    private static let blockSize = 64 << 10

    init(path: FilePath, copy: Int32? = nil) throws(CpioError) {
        input = try RawInput(path: path)
        self.path = path
        self.copy = copy
    }

    init(descriptor: Int32) {
        input = RawInput(descriptor: descriptor)
        path = nil
        copy = nil
    }

    init(bytes: [UInt8]) {
        window = bytes
        path = nil
        copy = nil
    }

    /// Bytes in the window.
    var available: Int { window.count - place }

    /// Whether the input is being inflated.
    var isInflating: Bool { inflater != nil }

    /// How many zero bytes the window begins with.
    var leadingZeros: Int { (window[place...].firstIndex { $0 != 0 } ?? window.count) - place }

    /// A byte of the window.
    func byte(_ index: Int) -> UInt8 { window[place + index] }

    /// The first bytes of the window.
    func prefix(_ count: Int) -> ArraySlice<UInt8> { window[place...].prefix(count) }

    /// Eight bytes of the window as a number, the first one lowest.
    func word(_ index: Int) -> UInt64 {
        UInt64(
            littleEndian: unsafe window.span.bytes.unsafeLoadUnaligned(fromByteOffset: checked(index), as: UInt64.self))
    }

    private func checked(_ index: Int) -> Int {
        precondition(index >= 0 && place + index + 8 <= window.count)
        return place + index
    }

    /// Reads ahead until so many bytes are in the window.
    ///
    /// - Returns: False when the input ends before.
    mutating func want(_ count: Int) throws(CpioError) -> Bool {
        while available < count {
            if place > 0 {
                window.removeFirst(place)
                place = 0
            }
            guard try fill() else { return false }
        }
        return true
    }

    /// Gives up bytes of the window.
    mutating func drop(_ count: Int) {
        place += count
        position += UInt64(count)
        if place == window.count {
            window.removeAll(keepingCapacity: true)
            place = 0
        }
    }

    /// Passes over bytes, without reading them where the input can jump.
    ///
    /// - Returns: False when the input ends before.
    mutating func skip(_ count: UInt64) throws(CpioError) -> Bool {
        var rest = count
        while rest > 0 {
            let part = min(rest, UInt64(available))
            drop(Int(part))
            rest -= part
            guard rest > 0 else { break }
            let canJump = inflater == nil && copy == nil && packedPlace == packed.count
            if canJump, rest > UInt64(ByteSource.blockSize), try input?.skip(rest) ?? false {
                position += rest
                return true
            }
            guard try fill() else { return false }
        }
        return true
    }

    /// Copies bytes out.
    ///
    /// - Returns: Bytes copied; 0 at the end.
    mutating func read(into output: inout MutableSpan<UInt8>, upTo limit: Int) throws(CpioError) -> Int {
        let wanted = min(limit, output.count)
        guard wanted > 0 else { return 0 }
        if available == 0, try !fill() { return 0 }
        let count = min(wanted, available)
        let start = place
        unsafe output.withUnsafeMutableBytes { target in
            unsafe window.withUnsafeBytes { source in
                unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[start..<start + count]))
            }
        }
        drop(count)
        return count
    }

    /// Inflates everything from the window on.
    mutating func beginInflating() throws(CpioError) {
        do { inflater = try Inflater() } catch { throw damaged(error) }
        packed = Array(window[place...]) + packed[packedPlace...]
        packedPlace = 0
        window.removeAll(keepingCapacity: true)
        place = 0
    }

    /// Goes on with the bytes after the gzip data, which an archive or another compression may begin with, once all of
    /// the gzip data was given out.
    ///
    /// - Returns: False when the input ends there, or nothing is being inflated.
    /// - Throws: ``CpioError`` when something else comes there.
    mutating func leaveGzip() throws(CpioError) -> Bool {
        guard available == 0, inflater?.isAtForeignData ?? false else { return false }
        while packed.count - packedPlace < 6, try readPacked() {}
        let next = packed[packedPlace...]
        let isArchive = [UInt8](next.prefix(5)) == [0x30, 0x37, 0x30, 0x37, 0x30]
        guard isArchive || CpioCompression(firstBytes: next) != nil else {
            throw CpioError(
                .damagedCompression, "something that is not gzip comes after the gzip data; get the archive again",
                file: path, offset: position)
        }
        inflater = nil
        return true
    }

    /// Reads on to the end of the gzip data that the window belongs to, and so checks its sum and its length.
    mutating func finishInflating() throws(CpioError) {
        while !(inflater?.isComplete ?? true) {
            drop(available)
            guard try fill() else { break }
        }
        drop(available)
        _ = try leaveGzip()
    }

    private func damaged(_ error: GzipError) -> CpioError {
        CpioError(
            .damagedCompression, "\(error); get the archive again", file: path, offset: position + UInt64(available))
    }

    /// Reads or inflates one more block to the end of the window.
    private mutating func fill() throws(CpioError) -> Bool {
        // The block is taken out for the time of the call, for input and block belong to one value.
        var block = block
        self.block = []
        if block.isEmpty { block = [UInt8](repeating: 0, count: ByteSource.blockSize) }
        let count = inflater == nil ? try readRaw(into: &block) : try inflate(into: &block)
        if let copy { try store(block[..<count], in: copy) }
        window.append(contentsOf: block[..<count])
        self.block = block
        return count > 0
    }

    private func store(_ bytes: ArraySlice<UInt8>, in copy: Int32) throws(CpioError) {
        let offset = Int64(clamping: position) + Int64(available)
        do { try FileDescriptor(rawValue: copy).writeAll(toAbsoluteOffset: offset, bytes) } catch {
            throw .system(
                SystemCallError(systemCall: "pwrite", errno: error as? Errno ?? .ioError),
                "the inflated archive cannot be stored; set TMPDIR to a directory with more room", file: path)
        }
    }

    private mutating func readRaw(into block: inout [UInt8]) throws(CpioError) -> Int {
        // What was read of gzip data and does not belong to it.
        if inflater == nil, packedPlace < packed.count {
            let count = min(block.count, packed.count - packedPlace)
            block.replaceSubrange(..<count, with: packed[packedPlace..<packedPlace + count])
            packedPlace += count
            return count
        }
        guard input != nil else { return 0 }
        // A typed error does not pass through the closure, so the result carries it.
        let result: Result<Int, CpioError> = unsafe block.withUnsafeMutableBytes { buffer in
            do throws(CpioError) {
                return .success(unsafe try input?.read(into: buffer) ?? 0)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private mutating func inflate(into block: inout [UInt8]) throws(CpioError) -> Int {
        while true {
            let progress: Inflater.Progress
            let input = packed
            do throws(GzipError) {
                var output = block.mutableSpan
                progress =
                    unsafe try inflater?.inflate(input.span.bytes.extracting(packedPlace...), into: &output)
                    ?? .none
            } catch {
                throw damaged(error)
            }
            packedPlace += progress.consumed
            if progress.produced > 0 { return progress.produced }
            if inflater?.isAtForeignData ?? true { return 0 }
            if progress.consumed > 0, packedPlace < packed.count { continue }
            guard try readPacked() else {
                guard inflater?.isComplete ?? true else { throw damaged(.truncated) }
                return 0
            }
        }
    }

    private mutating func readPacked() throws(CpioError) -> Bool {
        var next = packed
        packed = []
        if packedPlace == next.count {
            if next.count < ByteSource.blockSize { next = [UInt8](repeating: 0, count: ByteSource.blockSize) }
            let count = try readRaw(into: &next)
            next.removeLast(next.count - count)
            packed = next
            packedPlace = 0
            return count > 0
        }
        packed = Array(next[packedPlace...])
        packedPlace = 0
        var more = [UInt8](repeating: 0, count: ByteSource.blockSize)
        let count = try readRaw(into: &more)
        packed += more[..<count]
        return count > 0
    }
}
