extension RuntimeReference {
    private static func isLowercaseOrDigit(_ byte: UInt8) -> Bool {
        (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte)
    }

    private static func isWordCharacter(_ byte: UInt8) -> Bool {
        isLowercaseOrDigit(byte) || (0x41...0x5a).contains(byte) || byte == UInt8(ascii: "_")
    }

    /// A tag: at most 128 letters, digits, `_`, `.`, `-`, the first of the former three (OCI distribution
    /// specification 1.1, "Pulling manifests").
    static func isTag(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, bytes.count <= 128, isWordCharacter(first) else { return false }
        return bytes.allSatisfy { isWordCharacter($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    /// A digest: `sha256:` with 64 or `sha512:` with 128 digits (OCI image specification 1.1, "Digests").
    static func isDigest(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        let length = parts[0] == "sha256" ? 64 : parts[0] == "sha512" ? 128 : -1
        let digits = parts[1].utf8
        return digits.count == length
            && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// A name: parts of lower-case letters, digits and single separators, joined by slashes (OCI
    /// distribution specification 1.1, "Pulling manifests").
    static func isName(_ text: Substring) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 255 else { return false }
        return text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.utf8.first, let last = part.utf8.last else { return false }
            guard isLowercaseOrDigit(first), isLowercaseOrDigit(last), !part.contains("..") else { return false }
            return part.utf8.allSatisfy { byte in
                isLowercaseOrDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
                    || byte == UInt8(ascii: "-")
            }
        }
    }

    /// A host name or address with an optional port.
    static func isRegistry(_ text: Substring) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty, parts.count <= 2 else { return false }
        if parts.count == 2 {
            guard let port = UInt16(parts[1]), port > 0, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else { return false }
        }
        return host.utf8.allSatisfy {
            isWordCharacter($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
        }
    }
}
