public import SystemPackage
import SystemSupport

/// What went wrong while an ELF file, a loader cache or a file system root was read.
public struct ELFError: Error, Sendable, Hashable {
    /// The kind of failure; more may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The code's name.
        public let description: String

        /// The file does not begin with the four magic bytes of ELF.
        public static let notELF = Code(description: "notELF")
        /// The file ends before something that its headers promise.
        public static let truncated = Code(description: "truncated")
        /// A field of a header has a value that the format does not allow.
        public static let invalidHeader = Code(description: "invalidHeader")
        /// A table lies outside the file, has the wrong entry size or runs in a circle.
        public static let invalidTable = Code(description: "invalidTable")
        /// The loader's cache is damaged.
        public static let invalidCache = Code(description: "invalidCache")
        /// No file has the name.
        public static let notFound = Code(description: "notFound")
        /// The name stands for something else than a regular file.
        public static let notAFile = Code(description: "notAFile")
        /// The path crosses more symbolic links than a kernel follows.
        public static let symlinkLoop = Code(description: "symlinkLoop")
        /// The interpreter of a script is a script, and so on, further than a kernel follows.
        public static let interpreterLoop = Code(description: "interpreterLoop")
        /// A system call failed; see ``ELFError/errno``.
        public static let system = Code(description: "system")
    }

    /// The kind of failure.
    public var code: Code
    /// The file that it is about, as seen inside the root.
    public var path: FilePath?
    /// Where in the file, in bytes from its start.
    public var offset: UInt64?
    /// The system call that failed.
    public var systemCall: String?
    /// The error number that the system call gave.
    public var errno: Errno?
    /// What is wrong, and what to do about it.
    public var message: String

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - message: What is wrong, and what to do about it.
    ///   - path: The file that it is about.
    ///   - offset: Where in the file, in bytes.
    public init(_ code: Code, _ message: String, path: FilePath? = nil, offset: UInt64? = nil) {
        self.code = code
        self.message = message
        self.path = path
        self.offset = offset
    }

    init(_ error: SystemCallError, path: FilePath? = nil) {
        self.init(.system, "The system refused: \(error.errno).", path: path ?? error.path)
        systemCall = error.systemCall
        errno = error.errno
        switch error.errno {
        case .noSuchFileOrDirectory, .notDirectory:
            code = .notFound
            message = "No such file. Check the path, and the root that it is looked up in."
        case .permissionDenied: message = "Permission denied. Run as a user who may read it."
        default: break
        }
    }

    /// The same error, about a file.
    func at(_ path: FilePath) -> ELFError {
        var copy = self
        copy.path = copy.path ?? path
        return copy
    }
}

extension ELFError: CustomStringConvertible {
    /// The text for people.
    public var description: String {
        let subject = path.map { "'\($0)': " } ?? ""
        let place = offset.map { " (at byte \($0))" } ?? ""
        let call = systemCall.map { " (\($0), errno \(errno?.rawValue ?? 0))" } ?? ""
        return subject + message + place + call
    }
}
