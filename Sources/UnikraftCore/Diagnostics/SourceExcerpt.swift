/// The line that a diagnostic is about, cut to a width a terminal holds, with the mark's place in it.
public struct SourceExcerpt: Sendable, Hashable {
    /// The line, or the part of it round the mark with an ellipsis where it was cut. It holds no control
    /// character but the tab: the others are shown as their pictures.
    public var text: String
    /// The mark's place in ``text`` in Unicode scalars, from 0.
    public var markOffset: Int
    /// The mark's length in Unicode scalars, at least 1.
    public var markLength: Int

    /// Creates an excerpt.
    ///
    /// - Parameters:
    ///   - text: The line.
    ///   - markOffset: The mark's place in Unicode scalars, from 0.
    ///   - markLength: The mark's length in Unicode scalars.
    public init(text: String, markOffset: Int, markLength: Int) {
        self.text = text
        self.markOffset = max(0, markOffset)
        self.markLength = max(1, markLength)
    }

    /// The line to print below ``text``: blanks, a caret, and tildes to the end of the mark.
    public var markLine: String {
        let before = text.unicodeScalars.prefix(markOffset).map { $0 == "\t" ? "\t" : " " }
        return before.joined() + "^" + String(repeating: "~", count: min(markLength, 1000) - 1)
    }
}

/// Makes text from a file fit for a message: one short line without control characters.
package enum PrintableText {
    /// Replaces what a terminal would not print as it is, and shortens.
    ///
    /// - Parameters:
    ///   - text: The text from the file.
    ///   - limit: The largest number of Unicode scalars to keep.
    /// - Returns: The text for a message; it ends with an ellipsis when it was cut.
    package static func of(_ text: some StringProtocol, limit: Int = 60) -> String {
        var result = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < limit else {
                result.append("…")
                break
            }
            result.append(scalar == "\t" ? " " : visible(scalar))
            count += 1
        }
        return String(result)
    }

    /// Replaces what a terminal would not print, of a path or of somebody's message: what tells the reader where to look
    /// is not cut.
    ///
    /// - Parameter text: The text.
    /// - Returns: The text for a message; over 4,096 scalars, the longest path of Linux, it is cut.
    package static func whole(_ text: some StringProtocol) -> String { of(text, limit: 4096) }

    /// What stands for a scalar in a printed line: itself, or a picture for a control character
    /// (Unicode block U+2400), or the replacement character for one that changes the direction of text.
    static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x09: scalar
        case 0...0x1f: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{fffd}"
        case 0x7f: "\u{2421}"
        case 0x80...0x9f, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: "\u{fffd}"
        default: scalar
        }
    }
}
