/// Cuts one logical line of a Kconfig file into tokens and expands macros in it.
struct KconfigLexer {
    private let bytes: [UInt8]
    private var position = 0
    private let macros: KconfigMacros

    /// - Parameters:
    ///   - line: The line, without its line break.
    ///   - macros: What `$(…)` stands for.
    init(_ line: some Sequence<UInt8>, macros: KconfigMacros) {
        bytes = Array(line)
        self.macros = macros
    }

    /// The tokens up to the end of the line or a comment.
    mutating func tokens() throws(KconfigSyntaxError) -> [KconfigToken] {
        var tokens: [KconfigToken] = []
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0d: position += 1
            case UInt8(ascii: "#"): return tokens
            case UInt8(ascii: "\""), UInt8(ascii: "'"): tokens.append(.text(try quoted(byte)))
            default:
                if let sign = sign() {
                    tokens.append(.sign(sign))
                } else {
                    tokens.append(.word(try word()))
                }
            }
        }
        return tokens
    }

    private func peek(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private mutating func sign() -> String? {
        guard let byte = peek() else { return nil }
        let pair = [byte, peek(1) ?? 0]
        for sign in ["&&", "||", "!=", "<=", ">=", ":=", "+="] where Array(sign.utf8) == pair {
            position += 2
            return sign
        }
        guard "()!=<>".utf8.contains(byte) else { return nil }
        position += 1
        return String(UnicodeScalar(byte))
    }

    private mutating func quoted(_ quote: UInt8) throws(KconfigSyntaxError) -> String {
        position += 1
        var result: [UInt8] = []
        while let byte = peek() {
            position += 1
            if byte == quote { return String(decoding: result, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), let next = peek() {
                result.append(next)
                position += 1
            } else if byte == UInt8(ascii: "$"), peek() == UInt8(ascii: "(") {
                result += try macro().utf8
            } else {
                result.append(byte)
            }
        }
        throw KconfigSyntaxError("a text in quotes does not end on its line")
    }

    private mutating func word() throws(KconfigSyntaxError) -> String {
        var result: [UInt8] = []
        let start = position
        while let byte = peek() {
            if byte == UInt8(ascii: "$"), peek(1) == UInt8(ascii: "(") {
                position += 1
                result += try macro().utf8
            } else if KconfigLexer.isWordByte(byte) {
                result.append(byte)
                position += 1
            } else {
                break
            }
        }
        guard position > start else {
            position += 1
            throw KconfigSyntaxError("the character '\(PrintableByte.text(bytes[start]))' has no meaning here")
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Reads from the `(` of `$(…)` to its `)`.
    private mutating func macro() throws(KconfigSyntaxError) -> String {
        let end = try KconfigMacros.closingParenthesis(of: bytes, from: position)
        let inner = bytes[(position + 1)..<end]
        position = end + 1
        return try macros.expand(call: inner)
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "_-./".utf8.contains(byte) || byte >= 0x80
        }
    }
}

/// A byte of a file, made fit for a message.
enum PrintableByte {
    static func text(_ byte: UInt8) -> String {
        (0x20..<0x7f).contains(byte) ? String(UnicodeScalar(byte)) : "\\x\(String(byte, radix: 16))"
    }
}
