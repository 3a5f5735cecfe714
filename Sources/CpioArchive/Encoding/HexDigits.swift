/// The eight upper-case hexadecimal digits of a number, as one number whose lowest byte is the first
/// digit: ready to be stored on a little-endian machine.
///
/// Fields of newc headers are eight digits wide (cpio(5), "New ASCII Format"). All eight are made at
/// once: the four-bit digits are spread to one byte each, then turned to text together.
///
/// - Parameter value: The number.
/// - Returns: The digits.
@inline(__always)
func hexDigits(_ value: UInt32) -> UInt64 {
    // Most fields of most headers.
    if value == 0 { return 0x3030_3030_3030_3030 }
    var lanes = UInt64(value)
    lanes = ((lanes & 0xffff_0000) << 16) | (lanes & 0xffff)
    lanes = ((lanes & 0x0000_ff00_0000_ff00) << 8) | (lanes & 0x0000_00ff_0000_00ff)
    lanes = ((lanes & 0x00f0_00f0_00f0_00f0) << 4) | (lanes & 0x000f_000f_000f_000f)
    // A lane is 1 where the digit is over 9, for there adding 6 carries into bit 4.
    let letters = ((lanes &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
    return (lanes &+ 0x3030_3030_3030_3030 &+ letters &* 7).byteSwapped
}

/// Reads eight hexadecimal digits; nil when a byte is none.
///
/// - Parameter digits: The digits, the first one in the lowest byte.
/// - Returns: The number.
func number(hexDigits digits: UInt64) -> UInt32? {
    var value: UInt32 = 0
    var rest = digits
    for _ in 0..<8 {
        guard let digit = hexDigit(UInt8(truncatingIfNeeded: rest)) else { return nil }
        value = (value << 4) | UInt32(digit)
        rest >>= 8
    }
    return value
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
}
