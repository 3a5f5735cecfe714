/// Numbers in header fields.
enum TarNumber {
    /// Reads octal digits, or GNU's base 256: the first bit is set, and the rest is a two's complement number with
    /// the high byte first (GNU tar manual, "Extensions to Standard Archive Format").
    ///
    /// - Returns: nil when the field holds no number, or one beyond 64 bits. An empty field is 0.
    static func parse(_ field: ArraySlice<UInt8>) -> Int64? {
        guard let first = field.first else { return 0 }
        return first & 0x80 != 0 ? binary(field, first) : octal(field)
    }

    private static func binary(_ field: ArraySlice<UInt8>, _ first: UInt8) -> Int64? {
        let isNegative = first & 0x40 != 0
        // The marker bit is replaced by the sign, which is the bit below it.
        let top: UInt8 = isNegative ? first | 0x80 : first & 0x7f
        var value: Int64 = isNegative ? -1 : 0
        for byte in CollectionOfOne(top) + Array(field.dropFirst()) {
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 256)
            guard !overflow else { return nil }
            value = shifted | Int64(byte)
        }
        return value
    }

    private static func octal(_ field: ArraySlice<UInt8>) -> Int64? {
        let digits = field.drop { $0 == 32 }.prefix { $0 != 0 && $0 != 32 }
        var value: Int64 = 0
        for byte in digits {
            guard byte >= 48, byte < 56, value < Int64.max >> 3 else { return nil }
            value = value << 3 | Int64(byte - 48)
        }
        return value
    }
}
