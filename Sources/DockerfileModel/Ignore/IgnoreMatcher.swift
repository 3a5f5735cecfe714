public import UnikraftCore

/// Tells which files of a build context are left out, as a `.dockerignore` says.
///
/// Patterns count in order: the last that matches a path, or a directory above it, decides. One that begins
/// with `!` takes paths out again. `*` and `?` do not match slashes, `**` matches any number of directories.
public struct IgnoreMatcher: Sendable, Hashable {
    /// The longest pattern in bytes: Linux has no longer paths (`PATH_MAX`).
    static let longestPattern = 4096

    private let patterns: [IgnorePattern]

    /// Whether a pattern begins with `!`.
    public let hasExceptions: Bool

    init(_ patterns: [IgnorePattern]) {
        self.patterns = patterns
        hasExceptions = patterns.contains(where: \.isException)
    }

    /// Creates a matcher from patterns, as `COPY --exclude` has them.
    ///
    /// - Parameter patterns: The patterns; `!` before one makes it an exception.
    /// - Throws: ``DockerfileError`` with the code `bad-pattern` for a malformed pattern.
    public init(patterns: [String]) throws(DockerfileError) {
        var read: [IgnorePattern] = []
        for text in patterns {
            if let pattern = try IgnoreFileReader.pattern(text) { read.append(pattern) }
        }
        self.init(read)
    }

    /// Whether a file or directory is left out.
    ///
    /// - Parameter path: The path relative to the context, with slashes, without `.` and `..`.
    /// - Returns: Whether it is left out. The context itself never is.
    public func ignores(_ path: String) -> Bool {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes != [UInt8(ascii: ".")] else { return false }
        return ignores(bytes)
    }

    private func ignores(_ path: [UInt8]) -> Bool {
        var isIgnored = false
        for pattern in patterns where pattern.isException == isIgnored && pattern.matches(path) {
            isIgnored = !pattern.isException
        }
        return isIgnored
    }

    /// Whether a directory is left out with everything in it, so that a walk need not enter it.
    ///
    /// - Parameter path: The directory's path relative to the context.
    /// - Returns: false when it is not left out, or an exception could match something in it.
    public func ignoresTree(_ path: String) -> Bool {
        guard ignores(path) else { return false }
        let bytes = Array(path.utf8)
        return !patterns.contains { $0.isException && $0.couldMatch(below: bytes) }
    }

    /// The length of all patterns in bytes, which the time for one path grows with.
    var size: Int { patterns.reduce(0) { $0 + $1.text.utf8.count } }

    /// Whether a pattern such as `*` or `**` leaves everything out.
    var ignoresEverything: Bool {
        patterns.contains { !$0.isException && ["*", "**", "**/*"].contains($0.text) }
    }
}

extension IgnoreMatcher {
    /// A matcher together with the problems that were found while reading it.
    public struct Parsed: Sendable, Hashable {
        /// The matcher, without the patterns that are malformed.
        public var matcher: IgnoreMatcher
        /// Every problem, in the order of the file.
        public var diagnostics: [Diagnostic]
    }

    /// Reads an ignore file. Every problem is reported, not the first alone.
    ///
    /// - Parameters:
    ///   - bytes: The bytes of the file. A byte order mark and CR LF line ends are allowed.
    ///   - fileName: The file's name for diagnostics.
    /// - Returns: The matcher and the problems.
    public static func parse(bytes: [UInt8], fileName: String = ".dockerignore") -> Parsed {
        var reader = IgnoreFileReader(SourceText(bytes, file: fileName))
        let matcher = reader.read()
        return Parsed(matcher: matcher, diagnostics: reader.report.found.finished)
    }

    /// Reads an ignore file. Every problem is reported, not the first alone.
    ///
    /// - Parameters:
    ///   - text: The text of the file.
    ///   - fileName: The file's name for diagnostics.
    /// - Returns: The matcher and the problems.
    public static func parse(_ text: String, fileName: String = ".dockerignore") -> Parsed {
        parse(bytes: Array(text.utf8), fileName: fileName)
    }

    /// Where the ignore file of a Dockerfile is looked for. The first that exists counts, alone.
    ///
    /// - Parameters:
    ///   - dockerfile: The path of the Dockerfile.
    ///   - context: The path of the context.
    /// - Returns: `DOCKERFILE.dockerignore` beside the Dockerfile, then `.dockerignore` in the context.
    public static func candidates(dockerfile: String, context: String) -> [String] {
        let root = context.isEmpty || context.hasSuffix("/") ? context : context + "/"
        return [dockerfile + ".dockerignore", root + ".dockerignore"]
    }
}
