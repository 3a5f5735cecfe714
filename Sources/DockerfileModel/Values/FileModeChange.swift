import UnikraftCore

/// The value of `--chmod` (Dockerfile reference, "COPY --chmod").
public enum FileModeChange: Sendable, Hashable {
    /// Permission bits, 0 to 0o7777, that replace those of the file.
    case octal(UInt16)
    /// A symbolic mode as chmod(1) takes it, for example `u=rwX,go=rX`.
    case symbolic(String)

    /// Reads a mode.
    ///
    /// - Parameter text: Octal digits, or clauses separated by commas.
    /// - Throws: ``DockerfileError`` with the code `bad-value`.
    public init(parsing text: String) throws(DockerfileError) {
        let bytes = Array(text.utf8)
        if !bytes.isEmpty, bytes.allSatisfy({ (0x30...0x39).contains($0) }) {
            guard bytes.count <= 12, let bits = UInt32(text, radix: 8), bits <= 0o7777 else { throw Self.invalid(text) }
            self = .octal(UInt16(bits))
        } else {
            let clauses = text.split(separator: ",", omittingEmptySubsequences: false)
            guard clauses.allSatisfy(Self.isClause) else { throw Self.invalid(text) }
            self = .symbolic(text)
        }
    }

    /// Whether a text is `[ugoa…]` followed by one or more of `-`, `+`, `=` with permissions.
    private static func isClause(_ clause: Substring) -> Bool {
        var rest = clause.drop { "ugoa".contains($0) }
        guard !rest.isEmpty else { return false }
        while let operation = rest.first {
            guard "-+=".contains(operation) else { return false }
            rest = rest.dropFirst()
            if let copied = rest.first, "ugo".contains(copied) {
                rest = rest.dropFirst()
            } else {
                rest = rest.drop { "rwxXst".contains($0) }
            }
        }
        return true
    }

    private static func invalid(_ text: String) -> DockerfileError {
        DockerfileError(
            .badValue,
            "'\(PrintableText.of(text))' is no file mode",
            remedy: "Write octal digits up to 7777, or for example u=rwX,go=rX.")
    }
}
