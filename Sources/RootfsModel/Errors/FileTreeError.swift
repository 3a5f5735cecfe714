public import SystemPackage
import SystemSupport

/// Why something could not be done with a tree of files.
public struct FileTreeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong.
    public var code: Code
    /// The path in the tree, as it was given; bytes that are not UTF-8 are replaced.
    public var path: String
    /// What is wrong in this case, and what to do about it.
    public var detail: String
    /// Names that are there and look like the one that is not.
    public var nearMisses: [String]
    /// The file of the host concerned, if one is.
    public var file: FilePath?
    /// The system call that failed, if one did.
    public var systemCall: String?
    /// The error number that it gave.
    public var errno: Errno?

    init(
        _ code: Code, _ path: [UInt8], _ detail: String, nearMisses: [String] = [], file: FilePath? = nil,
        systemCall: String? = nil, errno: Errno? = nil
    ) {
        self.code = code
        self.path = String(decoding: path, as: UTF8.self)
        self.detail = detail
        self.nearMisses = nearMisses
        self.file = file
        self.systemCall = systemCall
        self.errno = errno
    }

    /// The text for people: what, where, and what to do next.
    public var message: String {
        var text = "'\(path)': \(detail)"
        if !nearMisses.isEmpty { text += "; did you mean \(nearMisses.map { "'\($0)'" }.joined(separator: " or "))?" }
        if let systemCall, let errno {
            text += ": \(errno) (\(systemCall), errno \(errno.rawValue)\(file.map { ", '\($0)'" } ?? ""))"
        }
        return text
    }

    /// The same as ``message``.
    public var description: String { message }
}

extension FileTreeError {
    /// What went wrong. More values may come; compare, and keep a default case.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The value's name.
        public let description: String

        private init(_ description: String) { self.description = description }

        /// A path is not one that a file system takes.
        public static let invalidPath = Code("invalidPath")
        /// A pattern is malformed.
        public static let invalidPattern = Code("invalidPattern")
        /// There is no such file.
        public static let notFound = Code("notFound")
        /// Something on the way, or at the end of it, is no directory.
        public static let notDirectory = Code("notDirectory")
        /// A directory is in the way.
        public static let isDirectory = Code("isDirectory")
        /// Symbolic links lead in a circle, or there are over 40 on the way.
        public static let tooManySymlinks = Code("tooManySymlinks")
        /// A path leads out of the tree.
        public static let outsideTree = Code("outsideTree")
        /// The tree on disk changed while it was read.
        public static let changedMeanwhile = Code("changedMeanwhile")
        /// A system call failed.
        public static let system = Code("system")
    }

    static func invalidPath(_ path: [UInt8], _ problem: String) -> FileTreeError {
        FileTreeError(.invalidPath, path, "\(problem); give names from the root down")
    }

    static func system(_ error: SystemCallError, _ path: TreePath, _ detail: String) -> FileTreeError {
        FileTreeError(
            .system, Array(path.description.utf8), detail, file: error.path, systemCall: error.systemCall,
            errno: error.errno)
    }
}
