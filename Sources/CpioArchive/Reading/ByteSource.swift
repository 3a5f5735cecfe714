import Gzip
import SystemPackage

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

    private static let blockSize = 64 << 10

    init(path: FilePath) throws(CpioError) {
        input = try RawInput(path: path)
        self.path = path
    }

    init(descriptor: Int32) {
        input = RawInput(descriptor: descriptor)
        path = nil
    }

    init(bytes: [UInt8]) {
        window = bytes
        path = nil
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
            if inflater == nil, rest > UInt64(ByteSource.blockSize), try input?.skip(rest) ?? false {
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
        packed = Array(window[place...])
        packedPlace = 0
        window.removeAll(keepingCapacity: true)
        place = 0
    }

    /// Reads on to the end of the gzip data that the window belongs to, and so checks its sum and its length.
    mutating func finishInflating() throws(CpioError) {
        while !(inflater?.isComplete ?? true) {
            drop(available)
            guard try fill() else { return }
        }
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
        window.append(contentsOf: block[..<count])
        self.block = block
        return count > 0
    }

    private mutating func readRaw(into block: inout [UInt8]) throws(CpioError) -> Int {
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
            if inflater?.isAtForeignData ?? true {
                throw CpioError(
                    .damagedCompression, "something that is not gzip comes after the gzip data; get the archive again",
                    file: path, offset: position + UInt64(available))
            }
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
