import UnikraftCore

/// Sizes such as `64m` or `1.5GiB`, as Docker reads amounts of memory.
package enum SizeValue {
    /// Reads a size.
    ///
    /// - Parameter text: A number, then `b`, or one of `k`, `m`, `g`, `t`, `p` with an optional `b` or `ib`;
    ///   each step is 1024. Case does not matter.
    /// - Returns: The size in bytes.
    /// - Throws: ``DockerfileError`` with the code `bad-value`.
    package static func parse(_ text: String) throws(DockerfileError) -> UInt64 {
        let bytes = Array(text.lowercased().utf8)
        guard bytes.count <= 64,
            let split = bytes.lastIndex(where: { (0x30...0x39).contains($0) || $0 == 0x2e || $0 == 0x20 })
        else { throw invalid(text) }
        let numberEnd = bytes[split] == 0x20 ? split : split + 1
        let unit = String(decoding: bytes[(split + 1)...], as: UTF8.self)
        guard bytes[..<numberEnd].allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2e }),
            let number = Double(String(decoding: bytes[..<numberEnd], as: UTF8.self))
        else { throw invalid(text) }
        guard let shift = shifts[unit] else { throw invalid(text) }
        let value = number * Double(UInt64(1) << shift)
        guard value < 9.2e18 else { throw invalid(text) }
        return UInt64(value)
    }

    private static let shifts: [String: UInt64] = {
        var result: [String: UInt64] = ["": 0, "b": 0]
        for (power, unit) in ["k", "m", "g", "t", "p"].enumerated() {
            for suffix in ["", "b", "ib"] { result[unit + suffix] = UInt64(power + 1) * 10 }
        }
        return result
    }()

    private static func invalid(_ text: String) -> DockerfileError {
        DockerfileError(.badValue, "'\(PrintableText.of(text))' is no size", remedy: "Write for example 64m.")
    }
}
