public import SystemPackage
public import UnikraftCore

/// Why a root filesystem could not be built.
public struct RootfsError: Error, Sendable, CustomStringConvertible {
    /// What went wrong.
    public var code: Code
    /// What is wrong in this case, and what to do about it.
    public var message: String
    /// The file of the host concerned, if one is.
    public var file: FilePath?
    /// Where in the Dockerfile, with an excerpt, if a Dockerfile is built.
    public var diagnostics: [Diagnostic]
    /// What caused it, if something else did.
    public var cause: (any Error)?

    /// Creates the error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - message: What is wrong in this case, and what to do about it.
    ///   - file: The file of the host concerned.
    ///   - diagnostics: Where in the Dockerfile.
    ///   - cause: What caused it.
    public init(
        _ code: Code, _ message: String, file: FilePath? = nil, diagnostics: [Diagnostic] = [],
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.file = file
        self.diagnostics = diagnostics
        self.cause = cause
    }

    /// The text for people.
    public var description: String {
        guard diagnostics.isEmpty else { return diagnostics.map(\.description).joined(separator: "\n") }
        let place = file.map { "'\($0)': " } ?? ""
        return place + message + (cause.map { ": \($0)" } ?? "")
    }
}

extension RootfsError {
    /// What went wrong. More values may come; compare, and keep a default case.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The value's name.
        public let description: String

        private init(_ description: String) { self.description = description }

        /// There is nothing under the name of a source.
        public static let sourceNotFound = Code("sourceNotFound")
        /// What kind of source it is cannot be told.
        public static let unknownSource = Code("unknownSource")
        /// A source cannot be read, or is damaged.
        public static let unreadableSource = Code("unreadableSource")
        /// The Dockerfile has errors.
        public static let invalidDockerfile = Code("invalidDockerfile")
        /// An instruction failed.
        public static let instructionFailed = Code("instructionFailed")
        /// The command of `RUN` failed.
        public static let commandFailed = Code("commandFailed")
        /// An image cannot be had.
        public static let imageUnavailable = Code("imageUnavailable")
        /// Bytes are not those that a digest names.
        public static let checksumMismatch = Code("checksumMismatch")
        /// A file is longer than a download may be.
        public static let tooLarge = Code("tooLarge")
        /// A program that is needed is missing: an engine, a sandbox, git.
        public static let toolMissing = Code("toolMissing")
        /// A program would not start in a guest.
        public static let unfitProgram = Code("unfitProgram")
        /// The archive cannot be written.
        public static let unwritable = Code("unwritable")
    }
}
