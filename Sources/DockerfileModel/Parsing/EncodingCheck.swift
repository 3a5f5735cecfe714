import UnikraftCore

/// Finds what no text file should hold: NUL bytes, bytes that are not UTF-8, and lines that Docker refuses.
enum EncodingCheck {
    /// The longest line that Docker reads, in bytes without its break.
    static let longestLine = 65_535

    /// Looks at every line; of each kind, one problem a line is reported.
    ///
    /// - Parameters:
    ///   - source: The file.
    ///   - report: Gets the problems.
    static func run(_ source: SourceText, _ report: inout Report) {
        let isClean = source.bytes.allSatisfy { $0 != 0 && $0 < 0x80 }
        var scanner = LineScanner(source.bytes)
        while let line = scanner.next() {
            if line.count > longestLine + 1 {
                report.add(
                    .warning, .lineTooLong, "the line has \(line.count) bytes; Docker reads at most \(longestLine)",
                    at: line.lowerBound..<line.lowerBound, remedy: "Break the line, or put its text in a file.")
            }
            if isClean { continue }
            if let nul = source.bytes[line].firstIndex(of: 0) {
                report.add(
                    .error, .nulByte, "the line holds a NUL byte", at: nul..<(nul + 1),
                    remedy: "Save the file as UTF-8 text.")
            }
            if let bad = firstInvalid(source.bytes, line) {
                let inner = scanner.withoutIndent(line)
                let isComment = !inner.isEmpty && source.bytes[inner.lowerBound] == UInt8(ascii: "#")
                report.add(
                    isComment ? .warning : .error, .invalidUTF8, "the line holds bytes that are not UTF-8",
                    at: bad..<(bad + 1), remedy: "Save the file as UTF-8 text.")
            }
        }
    }

    /// The first byte that is not part of well-formed UTF-8 (Unicode Standard, table 3-7).
    private static func firstInvalid(_ bytes: [UInt8], _ line: Range<Int>) -> Int? {
        var index = line.lowerBound
        while index < line.upperBound {
            let byte = bytes[index]
            if byte < 0x80 {
                index += 1
                continue
            }
            let length: Int
            let second: ClosedRange<UInt8>
            switch byte {
            case 0xc2...0xdf: (length, second) = (2, 0x80...0xbf)
            case 0xe0: (length, second) = (3, 0xa0...0xbf)
            case 0xed: (length, second) = (3, 0x80...0x9f)
            case 0xe1...0xef: (length, second) = (3, 0x80...0xbf)
            case 0xf0: (length, second) = (4, 0x90...0xbf)
            case 0xf1...0xf3: (length, second) = (4, 0x80...0xbf)
            case 0xf4: (length, second) = (4, 0x80...0x8f)
            default: return index
            }
            guard index + length <= line.upperBound, second.contains(bytes[index + 1]),
                bytes[(index + 1)..<(index + length)].allSatisfy({ $0 & 0xc0 == 0x80 })
            else { return index }
            index += length
        }
        return nil
    }
}
