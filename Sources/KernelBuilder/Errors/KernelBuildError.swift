import SystemPackage
import SystemSupport
public import UnikraftCore

/// A kernel could not be planned, configured or built.
public struct KernelBuildError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure. More kinds may come.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// A name for logs.
        public let description: String

        /// The project asks for something that cannot be built: no target, an unknown one, a bad name.
        public static let project = Code(description: "project")
        /// A component's source or reference is refused.
        public static let source = Code(description: "source")
        /// A component could not be fetched.
        public static let fetch = Code(description: "fetch")
        /// A file is longer than a download may be.
        public static let tooLarge = Code(description: "tooLarge")
        /// A downloaded file is not the one that was expected.
        public static let checksum = Code(description: "checksum")
        /// Something is missing, and nothing may be fetched.
        public static let offline = Code(description: "offline")
        /// The component index or a manifest cannot be used.
        public static let index = Code(description: "index")
        /// An archive of a component is broken or holds what it must not.
        public static let archive = Code(description: "archive")
        /// The lock file cannot be used.
        public static let lockFile = Code(description: "lockFile")
        /// A Kconfig file cannot be read.
        public static let kconfig = Code(description: "kconfig")
        /// A value of the configuration cannot be used.
        public static let configuration = Code(description: "configuration")
        /// The root file system that is to be embedded is missing.
        public static let initrd = Code(description: "initrd")
        /// A program that the build needs is not installed.
        public static let hostTool = Code(description: "hostTool")
        /// make ended with an error.
        public static let makeFailed = Code(description: "makeFailed")
        /// make was killed by a signal.
        public static let makeKilled = Code(description: "makeKilled")
        /// There is no room left on the disk.
        public static let diskFull = Code(description: "diskFull")
        /// A file could not be read or written.
        public static let file = Code(description: "file")
    }

    /// The kind of failure.
    public var code: Code
    /// What it is about: a component, a path, a symbol. Empty when there is no one thing.
    public var subject: String
    /// What happened, in one sentence without its full stop.
    public var message: String
    /// What to do next.
    public var remedy: String
    /// What the compiler, the linker and make said, when the build failed.
    public var diagnostics: [Diagnostic]
    /// The file that holds everything the build printed, when there is one.
    public var logFile: String?
    /// The error below this one, if any.
    public var cause: (any Error)?

    /// Creates the error.
    ///
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - subject: What it is about.
    ///   - message: What happened, in one sentence without its full stop.
    ///   - remedy: What to do next.
    ///   - diagnostics: What the compiler, the linker and make said.
    ///   - logFile: The file that holds everything the build printed.
    ///   - cause: The error below this one.
    public init(
        _ code: Code, subject: String = "", _ message: String, remedy: String, diagnostics: [Diagnostic] = [],
        logFile: String? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.subject = subject
        self.message = message
        self.remedy = remedy
        self.diagnostics = diagnostics
        self.logFile = logFile
        self.cause = cause
    }

    /// What happened, to what, and what to do next.
    public var description: String {
        let causeText = cause.map { " (\($0))" } ?? ""
        let details = diagnostics.prefix(5).map { "\n  \($0)" }.joined()
        let log = logFile.map { " The whole output is in '\($0)'." } ?? ""
        return "\(message)\(causeText). \(remedy)\(log)\(details)"
    }
}

extension KernelBuildError {
    /// Wraps an error of the file system.
    ///
    /// - Parameters:
    ///   - action: What was tried, for example `read`.
    ///   - path: The file.
    ///   - cause: The error.
    /// - Returns: The error to throw.
    static func file(_ action: String, _ path: String, _ cause: any Error) -> KernelBuildError {
        let errno = (cause as? SystemCallError)?.errno ?? cause as? Errno
        if errno == .noSpace || errno == .diskQuotaExceeded {
            return KernelBuildError(
                .diskFull, subject: path, "the disk is full: cannot \(action) '\(path)'",
                remedy: "Make room and run the build again.")
        }
        return KernelBuildError(
            .file, subject: path, "cannot \(action) '\(path)'",
            remedy: "Check that the path is right, and that its permissions and the disk's space allow it.",
            cause: cause)
    }
}
