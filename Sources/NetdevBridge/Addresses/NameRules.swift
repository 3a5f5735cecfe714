package import UnikraftCore

/// What characters names are made of.
package enum NameRules {
    /// Whether a byte is an ASCII letter or digit.
    package static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }

    /// Whether a byte is `.`, `_` or `-`.
    package static func isPunctuation(_ byte: UInt8) -> Bool {
        byte == 0x2e || byte == 0x5f || byte == 0x2d
    }

    /// Tells what is wrong with the name of a machine.
    ///
    /// - Parameter name: The name.
    /// - Throws: ``NetworkError`` `invalidName` unless it is 1 to 64 letters, digits, `.`, `_`, `-`.
    package static func checkMachine(_ name: String) throws(NetworkError) {
        guard (1...64).contains(name.utf8.count), let first = name.utf8.first, isAlphanumeric(first),
            name.utf8.allSatisfy({ isAlphanumeric($0) || isPunctuation($0) })
        else {
            throw NetworkError(
                code: .invalidName, subject: name,
                message: "'\(name)' is not a name for a machine. Use 1 to 64 letters, digits, '.', '_' or '-', "
                    + "beginning with a letter or digit.")
        }
    }

    /// Tells what is wrong with a host or domain name (RFC 1123, section 2.1; RFC 1035, section 2.3.4).
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - kind: What it is, for the error.
    /// - Throws: ``UnikraftCore/InvalidValue``.
    package static func checkHost(_ name: String, kind: String) throws(InvalidValue) {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let isValid =
            name.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x2d || $0 == 0x5f }
            }
        guard isValid else {
            throw InvalidValue(
                kind: kind, text: name, reason: "it is not made of labels of 1 to 63 letters, digits and hyphens",
                remedy: "Write for example 'web' or 'example.test'.")
        }
    }
}
