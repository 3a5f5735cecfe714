/// Fields of one line of CSV (RFC 4180), as `--mount` and `--device` use them.
enum CommaSeparatedFields {
    private static let quoting = "Put double quotes round a whole field, and write them twice within it."

    /// Splits a line.
    ///
    /// - Parameter text: The line.
    /// - Returns: The fields without their quotes.
    /// - Throws: ``DockerfileError`` when the line is empty or a quote stands where it may not.
    static func split(_ text: String) throws(DockerfileError) -> [String] {
        let quote = UInt8(ascii: "\"")
        let comma = UInt8(ascii: ",")
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw DockerfileError(.badMount, "the value is empty") }
        var fields: [String] = []
        var index = 0
        while true {
            var field: [UInt8] = []
            if index < bytes.count, bytes[index] == quote {
                index += 1
                while true {
                    guard index < bytes.count else {
                        throw DockerfileError(.badMount, "a quote has no end", remedy: quoting, offset: index)
                    }
                    let byte = bytes[index]
                    index += 1
                    if byte != quote {
                        field.append(byte)
                    } else if index < bytes.count, bytes[index] == quote {
                        field.append(quote)
                        index += 1
                    } else {
                        break
                    }
                }
                guard index == bytes.count || bytes[index] == comma else {
                    throw DockerfileError(
                        .badMount, "text follows the end of a quoted field", remedy: quoting, offset: index)
                }
            } else {
                while index < bytes.count, bytes[index] != comma {
                    guard bytes[index] != quote else {
                        throw DockerfileError(
                            .badMount, "a quote stands inside a field", remedy: quoting, offset: index)
                    }
                    field.append(bytes[index])
                    index += 1
                }
            }
            fields.append(String(decoding: field, as: UTF8.self))
            guard index < bytes.count else { return fields }
            index += 1
        }
    }

    /// Splits a field at its first equals sign.
    ///
    /// - Parameter field: The field.
    /// - Returns: The key in lower case, and the value when there is an equals sign.
    static func keyAndValue(_ field: String) -> (key: String, value: String?) {
        guard let equals = field.utf8.firstIndex(of: UInt8(ascii: "=")) else { return (field.lowercased(), nil) }
        return (field[..<equals].lowercased(), String(field[field.utf8.index(after: equals)...]))
    }
}
