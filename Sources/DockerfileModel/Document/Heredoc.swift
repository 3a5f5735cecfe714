/// A here-document: lines that follow an instruction and belong to it (Dockerfile reference,
/// "Here-Documents").
public struct Heredoc: Sendable, Hashable {
    /// The delimiter without quotes; for `COPY` and `ADD` also the name of the file.
    public var name: String
    /// The lines as written, with their line breaks.
    public var content: String
    /// Whether variables in it are replaced: no part of the delimiter was quoted.
    public var expands: Bool
    /// Whether tabs at the start of each line are dropped: it began with `<<-`.
    public var stripsTabs: Bool
    /// The file descriptor before `<<`, for the shell of `RUN`; 0 when none was given.
    public var descriptor: UInt
    /// The lines of the file with the content, from 1, without the delimiter's line.
    public var lines: Range<Int>

    /// Creates a here-document.
    ///
    /// - Parameters:
    ///   - name: The delimiter without quotes.
    ///   - content: The lines as written.
    ///   - expands: Whether variables in it are replaced.
    ///   - stripsTabs: Whether tabs at the start of each line are dropped.
    ///   - descriptor: The file descriptor before `<<`.
    ///   - lines: The lines of the file with the content, from 1.
    public init(
        name: String, content: String, expands: Bool = true, stripsTabs: Bool = false, descriptor: UInt = 0,
        lines: Range<Int> = 0..<0
    ) {
        self.name = name
        self.content = content
        self.expands = expands
        self.stripsTabs = stripsTabs
        self.descriptor = descriptor
        self.lines = lines
    }

    /// The content of the file it makes: without the leading tabs when ``stripsTabs`` is set.
    public var fileContent: String {
        guard stripsTabs else { return content }
        var result: [UInt8] = []
        var isAtStart = true
        for byte in content.utf8 {
            if isAtStart, byte == 0x09 { continue }
            isAtStart = byte == 0x0a
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }
}
