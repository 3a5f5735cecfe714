/// A file of a tree without its name: what it is, and what is kept about it.
public struct FileNode: Sendable, Hashable {
    /// What a file is.
    public enum Body: Sendable, Hashable {
        /// A directory.
        case directory
        /// A regular file with its bytes.
        case regular(FileContent)
        /// A symbolic link with its target as it is stored.
        case symlink(target: [UInt8])
        /// A character device.
        case characterDevice(DeviceNumber)
        /// A block device.
        case blockDevice(DeviceNumber)
        /// A named pipe.
        case fifo
        /// A socket of the local domain.
        case socket
    }

    /// What is kept about it.
    public var metadata: FileMetadata
    /// What it is.
    public var body: Body
    /// The file that this is one name of, when it may have several (hard links); nil for all others.
    public var link: LinkIdentity?

    /// Creates a node.
    ///
    /// - Parameters:
    ///   - body: What it is.
    ///   - metadata: What is kept about it.
    ///   - link: The file that this is one name of, when it has several.
    public init(_ body: Body, metadata: FileMetadata, link: LinkIdentity? = nil) {
        self.body = body
        self.metadata = metadata
        self.link = link
    }

    /// Whether it is a directory.
    public var isDirectory: Bool { body == .directory }

    /// The content of a regular file; nil for all else.
    public var content: FileContent? {
        guard case .regular(let content) = body else { return nil }
        return content
    }
}

extension FileNode {
    /// A directory.
    ///
    /// - Parameter permissions: The lower twelve bits of the mode.
    /// - Returns: The node; owner and group 0, time 0.
    public static func directory(permissions: UInt16 = 0o755) -> FileNode {
        FileNode(.directory, metadata: FileMetadata(permissions: permissions))
    }

    /// A regular file.
    ///
    /// - Parameters:
    ///   - content: The bytes.
    ///   - permissions: The lower twelve bits of the mode.
    /// - Returns: The node; owner and group 0, time 0.
    public static func file(_ content: FileContent, permissions: UInt16 = 0o644) -> FileNode {
        FileNode(.regular(content), metadata: FileMetadata(permissions: permissions))
    }

    /// A symbolic link.
    ///
    /// - Parameter target: Where it leads.
    /// - Returns: The node; owner and group 0, time 0.
    public static func symlink(to target: String) -> FileNode {
        FileNode(.symlink(target: Array(target.utf8)), metadata: FileMetadata(permissions: 0o777))
    }
}
