extension String {
    /// A number that is the same for a text in every process (FNV-1a, 32 bits).
    package var stableNumber: UInt32 {
        utf8.reduce(0x811c_9dc5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    }

    /// Sixteen hexadecimal digits that are the same for a text in every process (FNV-1a, 64 bits).
    package var stableHash: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
