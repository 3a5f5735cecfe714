/// One pattern of an ignore file.
///
/// The syntax is that of Go's `path/filepath.Match`, with `**` for any number of directories.
struct IgnorePattern: Sendable, Hashable {
    /// One part of a pattern.
    enum Part: Sendable, Hashable {
        /// This byte.
        case byte(UInt8)
        /// Any one character but a slash.
        case one
        /// Any number of bytes but slashes.
        case many
        /// Any bytes that end with a slash, or nothing. ``directoriesBody`` always follows.
        case directories
        /// The inside of ``directories``: any bytes up to one of their slashes.
        case directoriesBody
        /// Any bytes.
        case anything
        /// One character of a class.
        case set(CharacterSet)
    }

    /// A class such as `[a-z]` or `[^0-9]`.
    struct CharacterSet: Sendable, Hashable {
        var ranges: [ClosedRange<UInt32>] = []
        var isNegated = false

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            ranges.contains { $0.contains(scalar.value) } != isNegated
        }
    }

    /// The pattern as cleaned, without `!`.
    let text: String
    /// Whether it takes paths out again: it began with `!`.
    let isException: Bool
    /// The parts in order.
    let parts: [Part]
    /// The text that a path must end with, for a pattern of `**` and plain text.
    let suffix: [UInt8]?
    /// The bytes before the first part with a meaning: every path that matches begins with them.
    private let prefix: [UInt8]
    /// The bytes of a pattern that is plain text.
    private let literal: [UInt8]?

    /// Reads a pattern; nil when a class has no end or is empty, or a backslash is last.
    ///
    /// - Parameters:
    ///   - text: The cleaned pattern, without `!`.
    ///   - isException: Whether it began with `!`.
    init?(_ text: String, isException: Bool) {
        guard let parts = IgnorePatternReader.read(Array(text.utf8)) else { return nil }
        self.text = text
        self.isException = isException
        self.parts = parts
        var prefix: [UInt8] = []
        for case .byte(let byte) in parts.prefix(while: { if case .byte = $0 { true } else { false } }) {
            prefix.append(byte)
        }
        self.prefix = prefix
        // Docker compares the end of the path then, so that `**name` also matches `other-name`.
        let bytes = Array(text.utf8)
        let special: (UInt8) -> Bool = { $0 == 0x2a || $0 == 0x3f || $0 == 0x5b || $0 == 0x5d || $0 == 0x5c }
        let isSpecial = bytes.dropFirst(2).contains(where: special)
        literal = bytes.contains(where: special) ? nil : bytes
        suffix = bytes.starts(with: [0x2a, 0x2a]) && !isSpecial ? Array(bytes.dropFirst(2)) : nil
    }

    /// Whether a path, or a directory above it, matches.
    ///
    /// - Parameter path: The path with slashes, relative to the context.
    /// - Returns: Whether it matches.
    func matches(_ path: [UInt8]) -> Bool {
        if let suffix { return matchesSuffix(suffix, path) }
        if let literal {
            guard path.starts(with: literal) else { return false }
            return path.count == literal.count || path[literal.count] == UInt8(ascii: "/")
        }
        guard path.starts(with: prefix) else { return false }
        if parts.count < SmallStateSet.capacity {
            var machine = IgnorePatternMachine<SmallStateSet>(parts)
            return machine.run(path)
        }
        var machine = IgnorePatternMachine<LargeStateSet>(parts)
        return machine.run(path)
    }

    /// Whether a path below a directory could match.
    ///
    /// - Parameter directory: The directory's path without a slash at its end.
    /// - Returns: Whether it could; true when in doubt.
    func couldMatch(below directory: [UInt8]) -> Bool {
        var machine = IgnorePatternMachine<LargeStateSet>(parts)
        return suffix != nil || machine.isAlive(after: directory + [UInt8(ascii: "/")])
    }

    private func matchesSuffix(_ suffix: [UInt8], _ path: [UInt8]) -> Bool {
        func ends(_ end: Int) -> Bool {
            if end >= suffix.count, path[(end - suffix.count)..<end].elementsEqual(suffix) { return true }
            return suffix.first == UInt8(ascii: "/") && path[..<end].elementsEqual(suffix.dropFirst())
        }
        return ends(path.count) || path.indices.contains { path[$0] == UInt8(ascii: "/") && ends($0) }
    }
}
