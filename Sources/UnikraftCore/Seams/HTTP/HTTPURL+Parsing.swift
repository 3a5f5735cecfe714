extension HTTPURL {
    /// Reads an address.
    ///
    /// - Parameter text: The address with its scheme; a fragment is dropped.
    /// - Throws: ``InvalidValue``.
    public init(parsing text: some StringProtocol) throws(InvalidValue) {
        func invalid(_ reason: String) -> InvalidValue {
            InvalidValue(
                kind: "address", text: String(text.prefix(200)), reason: reason,
                remedy: "Write it as https://HOST[:PORT]/PATH.")
        }
        guard text.utf8.count <= 16_384 else { throw invalid("it is too long") }
        guard text.utf8.allSatisfy({ $0 > 32 && $0 < 127 && !"\"<>\\^`{|}".utf8.contains($0) }) else {
            throw invalid("it holds a character that must be escaped")
        }
        guard let colon = text.firstRange(of: "://"),
            let scheme = Scheme(rawValue: text[..<colon.lowerBound].lowercased())
        else { throw invalid("it begins with neither http:// nor https://") }
        let rest = text[colon.upperBound...].prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { throw invalid("a user name cannot be part of it") }
        let (host, port) = try Self.split(authority, scheme: scheme, invalid)
        let target = rest[authority.endIndex...]
        let path = target.prefix { $0 != "?" }
        self.init(
            scheme: scheme, host: host, port: port, path: path.isEmpty ? "/" : Self.withoutDotSegments(String(path)),
            query: path.endIndex == target.endIndex ? nil : String(target[path.endIndex...].dropFirst()))
    }

    /// Reads an address that may be relative to this one, as in `Location` (RFC 3986, section 5.2).
    ///
    /// - Parameter text: The reference.
    /// - Returns: The address.
    /// - Throws: ``InvalidValue``.
    public func resolving(_ text: String) throws(InvalidValue) -> HTTPURL {
        if text.hasPrefix("//") { return try HTTPURL(parsing: "\(scheme.rawValue):\(text)") }
        if Self.hasScheme(text) { return try HTTPURL(parsing: text) }
        if text.hasPrefix("/") { return try HTTPURL(parsing: origin + text) }
        if text.hasPrefix("?") { return try HTTPURL(parsing: origin + path + text) }
        if text.isEmpty || text.hasPrefix("#") { return self }
        let directory = path.prefix(through: path.lastIndex(of: "/") ?? path.startIndex)
        return try HTTPURL(parsing: "\(origin)\(directory)\(text)")
    }

    /// Whether a reference begins with a scheme (RFC 3986, section 3.1).
    private static func hasScheme(_ text: String) -> Bool {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), let first = text.utf8.first else { return false }
        let name = text.utf8[..<colon]
        func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
        return isLetter(first)
            && name.allSatisfy {
                isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || "+-.".utf8.contains($0)
            }
    }

    private static func split(
        _ authority: some StringProtocol, scheme: Scheme, _ invalid: (String) -> InvalidValue
    ) throws(InvalidValue) -> (String, UInt16) {
        let text = authority.lowercased()
        let hostEnd =
            text.hasPrefix("[") ? text.firstIndex(of: "]").map { text.index(after: $0) } : text.firstIndex(of: ":")
        let host = text[..<(hostEnd ?? text.endIndex)]
        let rest = text[host.endIndex...]
        let isAddress = host.hasPrefix("[")
        guard !host.isEmpty, !isAddress || host.hasSuffix("]"),
            host.dropFirst(isAddress ? 1 : 0).dropLast(isAddress ? 1 : 0).utf8.allSatisfy({
                ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x7a) || "-._".utf8.contains($0)
                    || (isAddress && $0 == 0x3a)
            })
        else { throw invalid("the host is missing or malformed") }
        if rest.isEmpty || rest == ":" { return (String(host), scheme.defaultPort) }
        guard rest.hasPrefix(":"), let port = UInt16(rest.dropFirst()), port > 0 else {
            throw invalid("the port is no number from 1 to 65535")
        }
        return (String(host), port)
    }

    /// Takes `.` and `..` out of a path (RFC 3986, section 5.2.4). It cannot climb above the root.
    private static func withoutDotSegments(_ path: String) -> String {
        var result: [Substring] = []
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (position, part) in parts.enumerated() {
            let isLast = position == parts.count - 1
            switch part {
            case ".": if isLast { result.append("") }
            case "..":
                _ = result.popLast()
                if isLast { result.append("") }
            default: result.append(part)
            }
        }
        return "/" + result.joined(separator: "/")
    }
}
