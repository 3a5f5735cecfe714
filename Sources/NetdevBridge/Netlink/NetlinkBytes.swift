package import UnikraftCore

/// A range of a datagram, read with bounds checks. Offsets are from its start.
package struct NetlinkBytes: Sendable, Hashable {
    private let datagram: [UInt8]
    private let range: Range<Int>

    /// The whole of a datagram.
    ///
    /// - Parameter datagram: What the kernel sent.
    package init(_ datagram: [UInt8]) {
        self.datagram = datagram
        range = 0..<datagram.count
    }

    private init(_ datagram: [UInt8], _ range: Range<Int>) {
        self.datagram = datagram
        self.range = range
    }

    /// The number of bytes.
    package var count: Int { range.count }

    /// Where the range begins in the datagram.
    package var position: Int { range.lowerBound }

    /// The bytes.
    package var bytes: [UInt8] { Array(datagram[range]) }

    /// A part of the range.
    ///
    /// - Parameters:
    ///   - offset: Where it begins.
    ///   - length: Its length; nil reaches to the end.
    /// - Returns: The part.
    /// - Throws: ``NetworkError`` when it does not lie within the range.
    package func slice(_ offset: Int, length: Int? = nil) throws(NetworkError) -> NetlinkBytes {
        guard offset >= 0, offset <= count, (length ?? 0) >= 0, (length ?? 0) <= count - offset else {
            throw .malformed("\(length ?? 0) bytes at \(offset) of \(count)", at: range.lowerBound)
        }
        let start = range.lowerBound + offset
        return NetlinkBytes(datagram, start..<(length.map { start + $0 } ?? range.upperBound))
    }

    private func number<Number: FixedWidthInteger>(
        at offset: Int, _ type: Number.Type = Number.self
    ) throws(NetworkError) -> Number {
        let size = Number.bitWidth / 8
        guard offset >= 0, offset <= count, size <= count - offset else {
            throw .malformed("a number of \(size) bytes at \(offset) of \(count)", at: range.lowerBound)
        }
        var value: Number = 0
        for index in 0..<size {
            value |= Number(truncatingIfNeeded: datagram[range.lowerBound + offset + index]) << (8 * index)
        }
        return value
    }

    /// A byte.
    package func uint8(at offset: Int = 0) throws(NetworkError) -> UInt8 { try number(at: offset) }
    /// Two bytes, little-endian.
    package func uint16(at offset: Int = 0) throws(NetworkError) -> UInt16 { try number(at: offset) }
    /// Four bytes, little-endian.
    package func uint32(at offset: Int = 0) throws(NetworkError) -> UInt32 { try number(at: offset) }
    /// Four bytes, little-endian, signed.
    package func int32(at offset: Int = 0) throws(NetworkError) -> Int32 { try number(at: offset) }
    /// Eight bytes, little-endian.
    package func uint64(at offset: Int = 0) throws(NetworkError) -> UInt64 { try number(at: offset) }

    /// The bytes up to the first zero byte, as UTF-8; what is not UTF-8 is replaced.
    package var text: String {
        String(decoding: datagram[range].prefix { $0 != 0 }, as: UTF8.self)
    }

    /// An Ethernet address; nil when there are not six bytes.
    package var macAddress: MACAddress? {
        guard count == 6 else { return nil }
        return MACAddress(bits: datagram[range].reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// An address of four or sixteen bytes in network order; nil for other lengths.
    package var address: IPAddress? {
        IPAddress(networkOrder: datagram[range])
    }
}
