import UnikraftCore

/// The value of `ADD --checksum` (Dockerfile reference, "ADD --checksum").
enum ChecksumValue {
    /// Checks a checksum against the sources.
    ///
    /// - Parameters:
    ///   - text: `sha256:` and 64 hexadecimal digits for a file, a commit for a repository.
    ///   - sources: The sources of the instruction.
    /// - Throws: ``DockerfileError`` when it cannot belong to them.
    static func check(_ text: String, of sources: [CopySource]) throws(DockerfileError) {
        guard sources.count == 1, case .path(let path) = sources[0] else {
            throw DockerfileError(.badSource, "--checksum needs exactly one source", remedy: "Write an ADD for each.")
        }
        let digits = text.utf8.drop { $0 != UInt8(ascii: ":") }.dropFirst()
        switch CopySource.origin(of: path) {
        case .files:
            throw DockerfileError(
                .badSource, "--checksum needs a web address or a repository as its source",
                remedy: "Remove --checksum, or write an address that begins with https://.")
        case .remoteFile:
            guard text.hasPrefix("sha256:"), digits.count == 64, digits.allSatisfy(isHexDigit) else {
                throw invalid(text)
            }
        case .repository:
            guard (7...64).contains(text.utf8.count), text.utf8.allSatisfy(isHexDigit) else { throw invalid(text) }
        }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
    }

    private static func invalid(_ text: String) -> DockerfileError {
        DockerfileError(
            .badValue,
            "'\(PrintableText.of(text))' is no checksum",
            remedy: "Write sha256: and 64 hexadecimal digits, or a commit.")
    }
}
