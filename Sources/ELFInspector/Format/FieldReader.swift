import Glibc

/// Reads numbers of one class and byte order out of bytes.
///
/// The only place that loads from unchecked offsets: each load is bounds-checked here first.
struct FieldReader: Sendable, Hashable {
    let elfClass: ELFClass
    let byteOrder: ELFByteOrder

    var is64: Bool { elfClass == .bits64 }
    /// The size of an address, in bytes.
    var addressSize: Int { is64 ? 8 : 4 }

    @inline(__always)
    private func load<Number: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: borrowing RawSpan, _ offset: Int, as type: Number.Type
    ) -> Number? {
        guard offset >= 0, bytes.byteCount >= MemoryLayout<Number>.size,
            offset <= bytes.byteCount - MemoryLayout<Number>.size
        else { return nil }
        let value = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: type)
        return byteOrder == .littleEndian ? Number(littleEndian: value) : Number(bigEndian: value)
    }

    /// Reads 16 bits; nil outside the bytes.
    @inline(__always) func half(_ bytes: borrowing RawSpan, _ offset: Int) -> UInt16? {
        load(bytes, offset, as: UInt16.self)
    }

    /// Reads 32 bits; nil outside the bytes.
    @inline(__always) func word(_ bytes: borrowing RawSpan, _ offset: Int) -> UInt32? {
        load(bytes, offset, as: UInt32.self)
    }

    /// Reads 64 bits; nil outside the bytes.
    @inline(__always) func xword(_ bytes: borrowing RawSpan, _ offset: Int) -> UInt64? {
        load(bytes, offset, as: UInt64.self)
    }

    /// Reads a number as wide as an address of the class; nil outside the bytes.
    @inline(__always) func address(_ bytes: borrowing RawSpan, _ offset: Int) -> UInt64? {
        is64 ? xword(bytes, offset) : word(bytes, offset).map(UInt64.init)
    }
}

extension [UInt8] {
    /// The place of the first of a byte, from a place on; nil when none follows.
    func firstPosition(of byte: UInt8, from start: Int) -> Int? {
        guard start >= 0, start < count else { return nil }
        return unsafe withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, let found = unsafe memchr(base + start, Int32(byte), count - start)
            else { return nil }
            return unsafe base.distance(to: UnsafeRawPointer(found))
        }
    }
}

extension RawSpan {
    /// Reads one byte; nil outside the bytes.
    func byte(_ offset: Int) -> UInt8? {
        guard offset >= 0, offset < byteCount else { return nil }
        return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// The bytes from an offset up to a NUL; nil when no NUL follows.
    func terminatedString(at offset: Int) -> Range<Int>? {
        guard offset >= 0, offset < byteCount else { return nil }
        return unsafe withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, let found = unsafe memchr(base + offset, 0, bytes.count - offset)
            else { return nil }
            return unsafe offset..<base.distance(to: UnsafeRawPointer(found))
        }
    }

    /// A copy of some of the bytes; empty when the range is not inside.
    func copy(_ range: Range<Int>) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= byteCount else { return [] }
        return unsafe withUnsafeBytes { unsafe [UInt8]($0[range]) }
    }
}
