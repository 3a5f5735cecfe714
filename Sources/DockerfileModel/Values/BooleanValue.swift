import UnikraftCore

/// Truth values as Go's `strconv.ParseBool` reads them.
enum BooleanValue {
    /// Reads a truth value.
    ///
    /// - Parameter text: One of `1`, `t`, `T`, `TRUE`, `true`, `True`, or the same for false.
    /// - Returns: The value, or nil for another text.
    static func parse(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "TRUE", "true", "True": true
        case "0", "f", "F", "FALSE", "false", "False": false
        default: nil
        }
    }

    /// Reads the truth value of a field.
    ///
    /// - Parameters:
    ///   - text: The value.
    ///   - field: The field's name, for the message.
    /// - Returns: The value.
    /// - Throws: ``DockerfileError`` for another text.
    static func parse(_ text: String, of field: String) throws(DockerfileError) -> Bool {
        guard let value = parse(text) else {
            throw DockerfileError(
                .badMount, "'\(PrintableText.of(text))' is no value for '\(field)'", remedy: "Write true or false.")
        }
        return value
    }
}
