/// Cuts a stream of bytes into lines at LF; a CR before it is dropped.
package struct LineSplitter {
    private var rest: [UInt8] = []
    private let limit: Int

    /// Creates a splitter.
    ///
    /// - Parameter limit: Bytes after which a line without an end is cut.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Takes the next piece.
    ///
    /// - Parameter piece: The bytes.
    /// - Returns: The lines that it completes.
    package mutating func feed(_ piece: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var start = piece.startIndex
        while let end = piece[start...].firstIndex(of: 0x0a) {
            rest += piece[start..<end]
            if rest.last == 0x0d { rest.removeLast() }
            lines.append(rest)
            rest = []
            start = end + 1
        }
        rest += piece[start...]
        while rest.count >= limit {
            lines.append(Array(rest.prefix(limit)))
            rest.removeFirst(limit)
        }
        return lines
    }

    /// The last line, when it has no end.
    ///
    /// - Returns: The line, or nil when nothing is left.
    package mutating func finish() -> [UInt8]? {
        defer { rest = [] }
        return rest.isEmpty ? nil : rest
    }
}
