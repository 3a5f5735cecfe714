/// An amount of memory or storage.
public struct ByteCount: Sendable, Hashable, Comparable {
    /// The number of bytes.
    public var bytes: UInt64

    /// Creates an amount.
    ///
    /// - Parameter bytes: The number of bytes.
    public init(bytes: UInt64) {
        self.bytes = bytes
    }

    /// An amount in units of 1024 × 1024 bytes.
    ///
    /// - Parameter count: The number of units.
    /// - Returns: The amount; the largest one that can be held when the product is too large.
    public static func mebibytes(_ count: UInt64) -> ByteCount {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: 1 << 20)
        return ByteCount(bytes: overflow ? .max : bytes)
    }

    /// Reads an amount with an optional binary unit: `K`, `M`, `G` or `T`, each also followed by `i`, `B`
    /// or `iB`. A unit is always a power of 1024, as QEMU's `-m` has it; a plain number counts bytes.
    ///
    /// - Parameter text: For example `128M`, `1GiB` or `67108864`.
    /// - Throws: ``InvalidValue`` when the text has another form or the amount is out of range.
    public init(parsing text: String) throws(InvalidValue) {
        func invalid(_ reason: String) -> InvalidValue {
            InvalidValue(
                kind: "size", text: text, reason: reason,
                remedy: "Write a number and a unit, for example 128M or 1G.")
        }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = UInt64(digits) else { throw invalid("it does not begin with a number") }
        let shift: UInt64
        switch text.dropFirst(digits.count).lowercased() {
        case "", "b": shift = 0
        case "k", "kb", "ki", "kib": shift = 10
        case "m", "mb", "mi", "mib": shift = 20
        case "g", "gb", "gi", "gib": shift = 30
        case "t", "tb", "ti", "tib": shift = 40
        default: throw invalid("'\(text.dropFirst(digits.count))' is not a unit")
        }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << shift)
        guard !overflow else { throw invalid("it is larger than any machine") }
        self.init(bytes: bytes)
    }

    /// The amount in units of 1024 × 1024 bytes, rounded up.
    public var mebibytesRoundedUp: UInt64 {
        bytes >> 20 + (bytes & 0xf_ffff == 0 ? 0 : 1)
    }

    /// Orders by the number.
    public static func < (left: ByteCount, right: ByteCount) -> Bool {
        left.bytes < right.bytes
    }
}

extension ByteCount: CustomStringConvertible {
    /// The amount with one decimal in the largest binary unit that fits, for example `10.3 MiB`.
    public var description: String {
        let units: [(shift: UInt64, name: String)] = [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")]
        for (shift, name) in units where bytes >= 1 << shift {
            let whole = bytes >> shift
            let tenths = ((bytes & (1 << shift - 1)) * 10) >> shift
            return tenths == 0 ? "\(whole) \(name)" : "\(whole).\(tenths) \(name)"
        }
        return "\(bytes) bytes"
    }
}
