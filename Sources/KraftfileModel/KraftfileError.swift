public import SystemPackage
public import UnikraftCore

/// A Kraftfile could not be found, read or changed.
public struct KraftfileError: Error, Sendable, Hashable {
    /// The kind of failure.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// A name for logs.
        public let description: String

        /// No directory on the way up holds a Kraftfile.
        public static let notFound = Code(description: "notFound")
        /// A directory holds several.
        public static let ambiguous = Code(description: "ambiguous")
        /// The file cannot be read.
        public static let unreadable = Code(description: "unreadable")
        /// The file has errors.
        public static let invalid = Code(description: "invalid")
        /// An edit does not fit the file.
        public static let editRefused = Code(description: "editRefused")
    }

    /// The kind of failure.
    public var code: Code
    /// What happened, and what to do.
    public var message: String
    /// The file or directory it is about.
    public var path: String?
    /// The system's error number, for a file that cannot be read.
    public var errno: Errno?
    /// The problems in the file.
    public var diagnostics: [Diagnostic]

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - message: What happened, and what to do.
    ///   - path: The file or directory it is about.
    ///   - errno: The system's error number.
    ///   - diagnostics: The problems in the file.
    public init(
        _ code: Code, _ message: String, path: String? = nil, errno: Errno? = nil, diagnostics: [Diagnostic] = []
    ) {
        self.code = code
        self.message = message
        self.path = path
        self.errno = errno
        self.diagnostics = diagnostics
    }

    /// The error of a file that has problems.
    static func invalid(_ file: String, _ diagnostics: [Diagnostic]) -> KraftfileError {
        let errors = diagnostics.reduce(0) { $0 + ($1.severity == .error ? 1 : 0) }
        return KraftfileError(
            .invalid, "the Kraftfile '\(file)' has \(errors == 1 ? "an error" : "\(errors) errors").", path: file,
            diagnostics: diagnostics)
    }
}

extension KraftfileError: CustomStringConvertible {
    /// The text for people, with every problem in the file.
    public var description: String {
        ([message] + diagnostics.map(\.description)).joined(separator: "\n")
    }
}
