/// A header block that is being filled (POSIX, pax, "ustar Interchange Format").
struct UstarBlock {
    private var bytes = [UInt8](repeating: 0, count: TarHeader.blockSize)

    mutating func put(_ text: ArraySlice<UInt8>, at offset: Int) {
        bytes.replaceSubrange(offset..<(offset + text.count), with: text)
    }

    /// Writes a number in so many octal digits and a zero byte; one that does not fit is written as 0, and given
    /// to `overflow`.
    mutating func putOctal(_ value: UInt64, at offset: Int, digits: Int, overflow: (String) -> Void = { _ in }) {
        var rest = value >> UInt64(3 * digits) == 0 ? value : 0
        if rest != value { overflow(String(value)) }
        for place in (0..<digits).reversed() {
            bytes[offset + place] = 48 + UInt8(rest & 7)
            rest >>= 3
        }
    }

    /// The block with magic, version and checksum.
    consuming func finish() -> [UInt8] {
        put(Array("ustar\u{0}00".utf8)[...], at: 257)
        put(Array("        ".utf8)[...], at: 148)
        let sum = bytes.reduce(UInt64(0)) { $0 + UInt64($1) }
        putOctal(sum, at: 148, digits: 6)
        bytes[154] = 0
        bytes[155] = 32
        return bytes
    }
}
