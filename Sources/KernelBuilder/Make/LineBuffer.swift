/// Cuts a stream of bytes into lines at LF; a CR before it is dropped.
struct LineBuffer {
    private var rest: [UInt8] = []
    /// A line longer than this is cut.
    private static let limit = 1 << 16

    /// Takes the next piece.
    ///
    /// - Parameter piece: The bytes.
    /// - Returns: The lines that it completes.
    mutating func feed(_ piece: [UInt8]) -> [[UInt8]] {
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
        while rest.count >= Self.limit {
            lines.append(Array(rest.prefix(Self.limit)))
            rest.removeFirst(Self.limit)
        }
        return lines
    }

    /// The last line, when it has no end.
    ///
    /// - Returns: The line, or nil when nothing is left.
    mutating func finish() -> [UInt8]? {
        defer { rest = [] }
        return rest.isEmpty ? nil : rest
    }
}
