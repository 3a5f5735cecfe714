public import UnikraftCore

/// A Dockerfile as the current Dockerfile reference defines it.
///
/// Parsing needs nothing but the text; ``StageGraph`` and ``StageEvaluator`` work out what it means.
public struct Dockerfile: Sendable, Hashable {
    /// The text it was read from.
    public var source: SourceText
    /// The parser directives at its top.
    public var directives: ParserDirectives
    /// The `ARG` instructions before the first `FROM`.
    public var globalArguments: [Instruction]
    /// The stages in order.
    public var stages: [Stage]

    /// Creates a Dockerfile from its parts.
    ///
    /// - Parameters:
    ///   - source: The text it was read from.
    ///   - directives: The parser directives at its top.
    ///   - globalArguments: The `ARG` instructions before the first `FROM`.
    ///   - stages: The stages in order.
    public init(
        source: SourceText, directives: ParserDirectives = .init(), globalArguments: [Instruction] = [],
        stages: [Stage] = []
    ) {
        self.source = source
        self.directives = directives
        self.globalArguments = globalArguments
        self.stages = stages
    }
}

extension Dockerfile {
    /// The largest file that is read, in bytes.
    public static let sizeLimit = DockerfileLimits.bytes

    /// A Dockerfile together with the problems that were found while reading it.
    public struct Parsed: Sendable, Hashable {
        /// What could be read. Instructions with errors are ``Instruction/Kind/unreadable``.
        public var dockerfile: Dockerfile
        /// Every problem of the syntax, in the order of the file.
        public var diagnostics: [Diagnostic]
    }

    /// Reads a Dockerfile. Every problem is reported, not the first alone.
    ///
    /// - Parameters:
    ///   - bytes: The bytes of the file. A byte order mark and CR LF line ends are allowed. Nothing is read of
    ///     more than ``sizeLimit`` bytes.
    ///   - fileName: The file's name for diagnostics.
    /// - Returns: What could be read, and the problems.
    public static func parse(bytes: [UInt8], fileName: String = "Dockerfile") -> Parsed {
        let (dockerfile, report) = read(bytes, fileName)
        return Parsed(dockerfile: dockerfile, diagnostics: report.found.finished)
    }

    /// Reads a Dockerfile together with the report that further problems are added to.
    static func read(_ bytes: [UInt8], _ fileName: String) -> (dockerfile: Dockerfile, report: Report) {
        guard bytes.count <= DockerfileLimits.bytes else {
            var report = Report(SourceText([], file: fileName))
            report.addLimit("the file has more than \(DockerfileLimits.bytes) bytes", at: nil)
            return (Dockerfile(source: report.source), report)
        }
        var parser = DocumentParser(SourceText(bytes, file: fileName))
        let dockerfile = parser.parse()
        return (dockerfile, parser.report)
    }

    /// Reads a Dockerfile. Every problem is reported, not the first alone.
    ///
    /// - Parameters:
    ///   - text: The text of the file.
    ///   - fileName: The file's name for diagnostics.
    /// - Returns: What could be read, and the problems.
    public static func parse(_ text: String, fileName: String = "Dockerfile") -> Parsed {
        parse(bytes: Array(text.utf8), fileName: fileName)
    }

    /// Reads a Dockerfile that must be free of errors.
    ///
    /// - Parameters:
    ///   - bytes: The bytes of the file.
    ///   - fileName: The file's name for messages.
    /// - Throws: ``DockerfileError`` with all problems when one of them is an error.
    public init(parsing bytes: [UInt8], fileName: String = "Dockerfile") throws(DockerfileError) {
        let parsed = Self.parse(bytes: bytes, fileName: fileName)
        guard !parsed.diagnostics.containsErrors else { throw DockerfileError(parsed.diagnostics) }
        self = parsed.dockerfile
    }
}
