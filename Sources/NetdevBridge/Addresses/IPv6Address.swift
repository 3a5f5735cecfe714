public import UnikraftCore

/// An IPv6 address.
public struct IPv6Address: Sendable, Hashable {
    /// The first eight bytes, first byte most significant.
    public let high: UInt64
    /// The last eight bytes.
    public let low: UInt64

    /// Creates an address from its two halves.
    ///
    /// - Parameters:
    ///   - high: The first eight bytes, first byte most significant.
    ///   - low: The last eight bytes.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads groups of hexadecimal digits separated by colons; `::` stands for groups of zeros, once
    /// (RFC 4291, section 2.2, forms 1 and 2).
    ///
    /// - Parameter text: For example `fd00::1`.
    /// - Throws: `InvalidValue` when the text has another form.
    public init(parsing text: String) throws(InvalidValue) {
        func invalid(_ reason: String) -> InvalidValue {
            InvalidValue(
                kind: "IPv6 address", text: text, reason: reason,
                remedy: "Write up to eight groups of hexadecimal digits, for example fd00::1.")
        }
        func groups(_ part: Substring) throws(InvalidValue) -> [UInt16] {
            var values: [UInt16] = []
            guard !part.isEmpty else { return values }
            for group in part.split(separator: ":", omittingEmptySubsequences: false) {
                guard (1...4).contains(group.utf8.count), group.allSatisfy({ $0.isASCII && $0.isHexDigit }),
                    let value = UInt16(group, radix: 16)
                else { throw invalid("'\(group)' is not a group of one to four hexadecimal digits") }
                values.append(value)
            }
            return values
        }
        var all: [UInt16]
        if let gap = text.firstRange(of: "::") {
            all = try groups(text[..<gap.lowerBound])
            let tail = try groups(text[gap.upperBound...])
            guard all.count + tail.count < 8 else { throw invalid("'::' has no group to stand for") }
            all += Array(repeating: 0, count: 8 - all.count - tail.count) + tail
        } else {
            all = try groups(text[...])
        }
        guard all.count == 8 else { throw invalid("it has \(all.count) groups instead of eight") }
        self.init(
            high: all[..<4].reduce(0) { $0 << 16 | UInt64($1) }, low: all[4...].reduce(0) { $0 << 16 | UInt64($1) })
    }
}

extension IPv6Address: CustomStringConvertible {
    /// The text for people: lower case, the longest run of two or more zero groups as `::`
    /// (RFC 5952, section 4).
    public var description: String {
        let groups = [high, low].flatMap { half in
            stride(from: 48, through: 0, by: -16).map { UInt16(truncatingIfNeeded: half >> UInt64($0)) }
        }
        var longest = 0..<0
        var start = 0
        for (index, group) in groups.enumerated() {
            guard group == 0 else {
                start = index + 1
                continue
            }
            if index + 1 - start > longest.count { longest = start..<index + 1 }
        }
        func text(_ part: ArraySlice<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard longest.count > 1 else { return text(groups[...]) }
        return text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
    }
}
