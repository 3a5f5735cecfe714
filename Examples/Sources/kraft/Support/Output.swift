import FoundationEssentials

/// Data as JSON on standard output.
enum JSON {
    static func print(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        Swift.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// One line.
    static func printLine(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        Swift.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}

extension String {
    /// The text without control characters, which could write over other lines of a terminal.
    var printable: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.filter { $0.value >= 32 && !(127..<160).contains($0.value) }))
    }
}

/// Columns as wide as their widest cell.
enum Table {
    static func print(_ header: [String], _ rows: [[String]]) {
        let rows = rows.map { $0.map(\.printable) }
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].count }.max() ?? 0
        }
        for row in [header] + rows {
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: max(0, width - cell.count))
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            Swift.print(line)
        }
    }
}
