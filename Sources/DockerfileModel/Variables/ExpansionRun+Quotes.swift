extension ExpansionRun {
    /// Reads text between single quotes: nothing has a meaning in it.
    mutating func singleQuoted() throws(DockerfileError) -> [UInt8] {
        let start = index
        index += 1
        guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "'")) else {
            index = start
            throw failure("the single quote has no end")
        }
        let inner = bytes[(start + 1)..<end]
        index = end + 1
        return rules.quoting == .kept ? Array(bytes[start...end]) : Array(inner)
    }

    /// Reads text between double quotes: variables are replaced, and the escape character works before a
    /// quote, a dollar sign and itself.
    mutating func doubleQuoted(_ lookup: (String) -> String?) throws(DockerfileError) -> [UInt8] {
        let start = index
        let quote = UInt8(ascii: "\"")
        index += 1
        var result: [UInt8] = rules.quoting == .kept ? [quote] : []
        while let byte = peek {
            switch byte {
            case quote:
                index += 1
                if rules.quoting == .kept { result.append(quote) }
                return result
            case UInt8(ascii: "$"):
                result += try dollar(lookup)
            case escape:
                index += 1
                if rawEscapes { result.append(escape) }
                guard let following = peek else { continue }
                if following == quote || following == UInt8(ascii: "$") || following == escape {
                    result.append(following)
                    index += 1
                } else {
                    result.append(escape)
                }
            default:
                result.append(byte)
                index += 1
            }
        }
        index = start
        throw failure("the double quote has no end")
    }
}
