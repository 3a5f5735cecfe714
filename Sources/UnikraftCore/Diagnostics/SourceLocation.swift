/// A place in a text file.
public struct SourceLocation: Sendable, Hashable {
    /// The file's name as the user knows it, for example `Kraftfile`; `-` for standard input.
    public var file: String
    /// The line, from 1.
    public var line: Int
    /// The column in Unicode scalars, from 1.
    public var column: Int

    /// Creates a place.
    ///
    /// - Parameters:
    ///   - file: The file's name as the user knows it.
    ///   - line: The line, from 1.
    ///   - column: The column in Unicode scalars, from 1.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension SourceLocation: CustomStringConvertible {
    /// The form that editors and terminals turn into a link: `file:line:column`.
    public var description: String { "\(file):\(line):\(column)" }
}

extension SourceLocation: Comparable {
    /// Orders by file, line and column.
    public static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}
