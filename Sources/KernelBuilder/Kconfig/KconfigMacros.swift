/// Expands `$(NAME)` and the functions that Unikraft's Kconfig files call (Linux, "Kconfig macro language").
///
/// No program is run. The two shell calls of Unikraft's `Config.uk` are understood and computed here; what
/// any other shell call would print is taken as empty and noted.
struct KconfigMacros {
    /// Marks a word that stands for files to include one after another.
    static let submenuMark = "\u{1}submenu"
    /// Separates the parts of a submenu word.
    static let separator: Character = "\u{1}"

    var variables: KconfigVariables
    var limits: KconfigLimits
    /// Takes note of a shell call that is not understood.
    var note: (String) -> Void
    var depth = 0

    /// Expands what stands between `$(` and `)`.
    func expand(call: some Collection<UInt8>) throws(KconfigSyntaxError) -> String {
        guard depth < limits.nesting else { throw KconfigSyntaxError("macros nest too deeply") }
        let text = try expand(text: call)
        let parts = text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return variables.values[text] ?? "" }
        switch parts[0] {
        case "shell": return ShellCall.evaluate(String(parts[1])) ?? unknown(text)
        case "info", "warning-if", "error-if": return ""
        default: return unknown(text)
        }
    }

    /// Expands every macro in a text.
    func expand(text: some Collection<UInt8>) throws(KconfigSyntaxError) -> String {
        let bytes = Array(text)
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "$"), position + 1 < bytes.count,
                bytes[position + 1] == UInt8(ascii: "(")
            {
                let end = try Self.closingParenthesis(of: bytes, from: position + 1)
                var inner = self
                inner.depth += 1
                result += try inner.expand(call: bytes[(position + 2)..<end]).utf8
                position = end + 1
            } else {
                result.append(bytes[position])
                position += 1
            }
            guard result.count <= limits.expansion else { throw KconfigSyntaxError("a macro expands to too much") }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func unknown(_ call: String) -> String {
        note(call)
        return ""
    }

    /// The place of the `)` that closes the `(` at a place.
    static func closingParenthesis(of bytes: [UInt8], from start: Int) throws(KconfigSyntaxError) -> Int {
        var depth = 0
        for position in start..<bytes.count {
            if bytes[position] == UInt8(ascii: "(") { depth += 1 }
            if bytes[position] == UInt8(ascii: ")") {
                depth -= 1
                if depth == 0 { return position }
            }
        }
        throw KconfigSyntaxError("'$(' has no ')' on its line")
    }
}
