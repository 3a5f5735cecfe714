public import SystemSupport

/// A tar archive that cannot be read or written.
public struct TarError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong. New codes may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The code's name, for example `truncated`.
        public let description: String

        /// A header has fields that no tar has, or a wrong checksum.
        public static let malformed = Code(description: "malformed")
        /// The archive ends inside an entry.
        public static let truncated = Code(description: "truncated")
        /// The archive uses a feature that is not supported, such as sparse files.
        public static let unsupported = Code(description: "unsupported")
        /// The archive exceeds a bound of ``TarLimits``.
        public static let limitExceeded = Code(description: "limitExceeded")
        /// A name leads out of the archive's root, or is none.
        public static let unsafePath = Code(description: "unsafePath")
        /// An entry cannot be written as it is.
        public static let unwritable = Code(description: "unwritable")
        /// A system call failed.
        public static let inputOutput = Code(description: "inputOutput")
    }

    /// What went wrong.
    public var code: Code
    /// The byte of the archive at which the header in question begins.
    public var offset: UInt64
    /// The entry's name as far as it is known.
    public var path: String?
    /// What is wrong, and what to do.
    public var message: String
    /// The system call that failed.
    public var cause: SystemCallError?

    /// Creates the error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - offset: The byte of the archive at which the header in question begins.
    ///   - path: The entry's name as far as it is known.
    ///   - message: What is wrong, and what to do.
    ///   - cause: The system call that failed.
    public init(_ code: Code, offset: UInt64, path: String? = nil, message: String, cause: SystemCallError? = nil) {
        self.code = code
        self.offset = offset
        self.path = path
        self.message = message
        self.cause = cause
    }

    init(_ code: Code, offset: UInt64, name: [UInt8], _ message: String) {
        let shown = name.prefix(200).map { $0 < 32 || $0 == 127 ? UInt8(ascii: "?") : $0 }
        self.init(code, offset: offset, path: String(decoding: shown, as: UTF8.self), message: message)
    }

    /// The text for people.
    public var description: String {
        let subject = path.map { " '\($0)'" } ?? ""
        return "tar entry\(subject) at byte \(offset): \(message)" + (cause.map { ": \($0)" } ?? "")
    }
}
