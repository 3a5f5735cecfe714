/// The grammar of image references (distribution/reference; OCI Distribution Specification, "Pulling manifests").
enum ImageReferenceSyntax {
    /// Whether a text is `[host[:port]/]path[:tag][@digest]`.
    ///
    /// - Parameter text: The text.
    /// - Returns: Whether it could name an image.
    static func isValid(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        guard !rest.isEmpty, rest.count <= 512 else { return false }
        if rest.count == 64, rest.allSatisfy(isHexDigit) { return false }
        if let at = rest.firstIndex(of: UInt8(ascii: "@")) {
            guard isDigest(rest[(at + 1)...]) else { return false }
            rest = rest[..<at]
        }
        if let slash = rest.firstIndex(of: UInt8(ascii: "/")), isHost(rest[..<slash]) { rest = rest[(slash + 1)...] }
        if let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
            guard isTag(rest[(colon + 1)...]) else { return false }
            rest = rest[..<colon]
        }
        guard rest.count <= 255 else { return false }
        return rest.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy(isPathPart)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x66).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool { isLower(byte | 0x20) }

    /// Whether the text before the first slash is a host: it has a dot, a colon or a capital, or is `localhost`.
    private static func isHost(_ bytes: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text == "localhost" || text.contains(".") || text.contains(":") || text.lowercased() != text else {
            return false
        }
        let isPlain = bytes.allSatisfy {
            isLetter($0) || isDigit($0) || $0 == 0x2d || $0 == 0x2e || $0 == 0x3a || $0 == 0x5b || $0 == 0x5d
        }
        guard isPlain, let first = bytes.first, let last = bytes.last else { return false }
        return (isLetter(first) || isDigit(first) || first == 0x5b) && (isLetter(last) || isDigit(last) || last == 0x5d)
    }

    /// Lower-case letters and digits, with `.`, `_`, `__` or hyphens between them.
    private static func isPathPart(_ part: ArraySlice<UInt8>) -> Bool {
        var separator: [UInt8] = []
        var isAtStart = true
        for byte in part {
            if isLower(byte) || isDigit(byte) {
                guard separator.isEmpty || isSeparator(separator) else { return false }
                separator = []
                isAtStart = false
            } else if !isAtStart {
                separator.append(byte)
            } else {
                return false
            }
        }
        return !isAtStart && separator.isEmpty
    }

    private static func isSeparator(_ bytes: [UInt8]) -> Bool {
        bytes == [0x2e] || bytes == [0x5f] || bytes == [0x5f, 0x5f] || bytes.allSatisfy { $0 == 0x2d }
    }

    private static func isTag(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, bytes.count <= 128, isLetter(first) || isDigit(first) || first == 0x5f else {
            return false
        }
        return bytes.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x5f || $0 == 0x2e || $0 == 0x2d }
    }

    /// An algorithm, a colon, and at least 32 hexadecimal digits; 64 for sha256 and 128 for sha512.
    private static func isDigest(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let digits = bytes[(colon + 1)...]
        guard digits.allSatisfy({ isDigit($0) || (0x61...0x66).contains($0 | 0x20) }) else { return false }
        switch String(decoding: bytes[..<colon], as: UTF8.self) {
        case "sha256": return digits.count == 64
        case "sha384": return digits.count == 96
        case "sha512": return digits.count == 128
        case let name: return digits.count >= 32 && (name.utf8.first.map(isLetter) ?? false)
        }
    }
}
