/// The logical lines of a Kconfig file: a backslash before the line break joins two.
struct KconfigLines {
    /// A logical line.
    struct Line {
        let number: Int
        let text: [UInt8]
    }

    private let bytes: [UInt8]
    private var position = 0
    private var number = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next line that holds more than white space.
    mutating func next() -> Line? {
        while position < bytes.count {
            let start = number + 1
            var text = Array(physicalLine())
            while text.last == UInt8(ascii: "\\"), position < bytes.count {
                text.removeLast()
                text += physicalLine()
            }
            if text.contains(where: { !Self.isSpace($0) }) { return Line(number: start, text: text) }
        }
        return nil
    }

    /// The help text that begins on the next line: all lines indented at least as far as its first one
    /// (Kconfig language, "help text").
    mutating func takeHelp() -> String {
        var lines: [String] = []
        var indentation: Int?
        while position < bytes.count {
            let saved = (position, number)
            let line = physicalLine()
            let (column, content) = Self.indentation(of: line)
            guard !content.isEmpty else {
                lines.append("")
                continue
            }
            let wanted = indentation ?? column
            guard column >= wanted, column > 0 else {
                (position, number) = saved
                break
            }
            indentation = wanted
            lines.append(
                String(repeating: " ", count: min(column - wanted, 64)) + String(decoding: content, as: UTF8.self))
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    private mutating func physicalLine() -> ArraySlice<UInt8> {
        let start = position
        let end = bytes[start...].firstIndex(of: 0x0a) ?? bytes.count
        position = min(end + 1, bytes.count)
        number += 1
        return end > start && bytes[end - 1] == 0x0d ? bytes[start..<(end - 1)] : bytes[start..<end]
    }

    /// The column of the first byte that is not white space, tabs reaching to the next multiple of eight.
    private static func indentation(of line: ArraySlice<UInt8>) -> (Int, ArraySlice<UInt8>) {
        var column = 0
        for index in line.indices {
            switch line[index] {
            case UInt8(ascii: " "): column += 1
            case UInt8(ascii: "\t"): column = (column / 8 + 1) * 8
            default: return (column, line[index...])
            }
        }
        return (column, [])
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == 0x0d
    }
}
