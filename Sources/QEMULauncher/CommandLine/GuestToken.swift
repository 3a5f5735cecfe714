/// One word of a Unikraft guest's command line, and the rules by which the guest splits it.
///
/// The rules are those of the guest's own `lib/ukargparse`: space, tab, line feed, carriage return and
/// vertical tab separate; `"…"` and `'…'` group and may be glued to other text; outside quotes a
/// backslash makes the next character plain; inside `"…"` it does so for `"` and `\` only; inside
/// `'…'` it never does. An empty word cannot be expressed.
enum GuestToken {
    /// Writes a word so that the guest reads it back unchanged.
    ///
    /// - Parameter word: The word; not empty and without NUL.
    /// - Returns: The word itself when every character is plain, else in double quotes.
    static func encode(_ word: String) -> String {
        if word.utf8.allSatisfy(isPlain) { return word }
        var encoded = "\""
        for scalar in word.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { encoded.unicodeScalars.append("\\") }
            encoded.unicodeScalars.append(scalar)
        }
        return encoded + "\""
    }

    /// Splits a text as the guest does.
    ///
    /// - Parameter text: The text.
    /// - Returns: The words; an unfinished quotation reaches to the end.
    static func split(_ text: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        var quote: Unicode.Scalar?
        var scalars = text.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            if scalar == "\\", quote != "'" {
                guard let next = scalars.next() else { break }
                if quote == "\"", next != "\"", next != "\\" { word.append(scalar) }
                word.append(next)
            } else if scalar == quote {
                quote = nil
            } else if quote == nil, scalar == "\"" || scalar == "'" {
                quote = scalar
            } else if quote == nil, isSeparator(scalar) {
                if !word.isEmpty { words.append(String(word)) }
                word = String.UnicodeScalarView()
            } else {
                word.append(scalar)
            }
        }
        if !word.isEmpty { words.append(String(word)) }
        return words
    }

    /// Characters that mean themselves to the guest, to QEMU's option parser and to a shell.
    static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "/._-+:=@%,[]".utf8.contains(byte)
        }
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r" || scalar == "\u{b}"
    }
}
