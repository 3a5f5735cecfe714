/// A pattern for one name, as Go's `path.Match` defines it and `COPY` uses it: `*` for any characters, `?` for one,
/// `[a-z]` and `[^a-z]` for one of a class, a backslash for the next character itself.
package struct NamePattern: Sendable, Hashable {
    private enum Part: Sendable, Hashable {
        case scalar(Unicode.Scalar)
        case one
        case many
        case set([ClosedRange<UInt32>], isNegated: Bool)
    }

    private let parts: [Part]

    /// Reads a pattern.
    ///
    /// - Parameter text: The pattern.
    /// - Throws: ``FileTreeError`` with the code `invalidPattern` when a class has no end or is empty, or a
    ///   backslash is last.
    package init(_ text: String) throws(FileTreeError) {
        var scalars = text.unicodeScalars[...]
        var parts: [Part] = []
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "*": if parts.last != .many { parts.append(.many) }
            case "?": parts.append(.one)
            case "[": parts.append(try Self.set(&scalars, text))
            case "\\": parts.append(.scalar(try Self.escaped(&scalars, text)))
            default: parts.append(.scalar(scalar))
            }
        }
        self.parts = parts
    }

    /// Whether a text holds a character that is special in patterns.
    ///
    /// - Parameter text: The text.
    /// - Returns: Whether it does.
    package static func isPattern(_ text: some StringProtocol) -> Bool {
        text.unicodeScalars.contains { $0 == "*" || $0 == "?" || $0 == "[" || $0 == "\\" }
    }

    private static func set(
        _ scalars: inout Substring.UnicodeScalarView, _ text: String
    ) throws(FileTreeError) -> Part {
        let isNegated = scalars.first == "^"
        if isNegated { scalars.removeFirst() }
        var ranges: [ClosedRange<UInt32>] = []
        while let scalar = scalars.popFirst() {
            if scalar == "]", !ranges.isEmpty { return .set(ranges, isNegated: isNegated) }
            guard scalar != "]", scalar != "-" else { break }
            let low = scalar == "\\" ? try escaped(&scalars, text) : scalar
            var high = low
            if scalars.first == "-" {
                scalars.removeFirst()
                guard let end = scalars.popFirst(), end != "]" else { break }
                high = end == "\\" ? try escaped(&scalars, text) : end
            }
            ranges.append(low.value...max(low.value, high.value))
        }
        throw FileTreeError(
            .invalidPattern, Array(text.utf8), "the class of characters has no end or is empty; close it with ']'")
    }

    private static func escaped(
        _ scalars: inout Substring.UnicodeScalarView, _ text: String
    ) throws(FileTreeError) -> Unicode.Scalar {
        guard let scalar = scalars.popFirst() else {
            throw FileTreeError(
                .invalidPattern, Array(text.utf8), "a backslash is last; write two for one that is meant")
        }
        return scalar
    }

    /// Whether a name matches.
    ///
    /// - Parameter name: The name; bytes that are not UTF-8 count as replacement characters.
    /// - Returns: Whether it does.
    package func matches(_ name: some Sequence<UInt8>) -> Bool {
        let scalars = Array(String(decoding: Array(name), as: UTF8.self).unicodeScalars)
        var part = 0
        var place = 0
        // Where to go on when a way fails: the last `*` takes one character more.
        var retry: (part: Int, place: Int)?
        while true {
            if part < parts.count, parts[part] == .many {
                part += 1
                retry = (part, place)
            } else if place < scalars.count, part < parts.count, matches(parts[part], scalars[place]) {
                part += 1
                place += 1
            } else if place == scalars.count, part == parts.count {
                return true
            } else {
                guard let last = retry, last.place < scalars.count else { return false }
                retry = (last.part, last.place + 1)
                (part, place) = (last.part, last.place + 1)
            }
        }
    }

    private func matches(_ part: Part, _ scalar: Unicode.Scalar) -> Bool {
        switch part {
        case .scalar(let wanted): wanted == scalar
        case .one: true
        case .many: false
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar.value) } != isNegated
        }
    }
}
