public import SystemPackage

/// Where the bytes of a file are. They are read when they are used.
public struct FileContent: Sendable, Hashable {
    /// The place of the bytes.
    public enum Location: Sendable, Hashable {
        /// These bytes.
        case bytes([UInt8])
        /// A part of a file of the host: so many bytes from an offset on.
        case range(FilePath, offset: UInt64, length: UInt64)
    }

    private enum Storage: Sendable, Hashable {
        case bytes([UInt8])
        case range(FilePath, offset: UInt64, length: UInt64)
        /// A whole file of a directory that many contents name: the path is shared among them.
        case member(directory: FilePath, name: [UInt8], length: UInt64)
    }

    private let storage: Storage

    private init(_ storage: Storage) {
        self.storage = storage
    }

    /// No bytes.
    public static let empty = FileContent(.bytes([]))

    /// These bytes.
    ///
    /// - Parameter bytes: The bytes.
    /// - Returns: The content.
    public static func bytes(_ bytes: [UInt8]) -> FileContent { FileContent(.bytes(bytes)) }

    /// The bytes of a text in UTF-8.
    ///
    /// - Parameter text: The text.
    /// - Returns: The content.
    public static func text(_ text: String) -> FileContent { FileContent(.bytes(Array(text.utf8))) }

    /// A part of a file of the host, such as a member of a tar archive.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - offset: Where the part begins, in bytes.
    ///   - length: How many bytes it has.
    /// - Returns: The content.
    public static func range(_ path: FilePath, offset: UInt64, length: UInt64) -> FileContent {
        FileContent(.range(path, offset: offset, length: length))
    }

    /// A whole file of the host.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - length: Its size in bytes.
    /// - Returns: The content.
    public static func file(_ path: FilePath, length: UInt64) -> FileContent {
        FileContent(.range(path, offset: 0, length: length))
    }

    /// A whole file of a directory of the host.
    static func member(of directory: FilePath, name: [UInt8], length: UInt64) -> FileContent {
        FileContent(.member(directory: directory, name: name, length: length))
    }

    /// The number of bytes.
    public var length: UInt64 {
        switch storage {
        case .bytes(let bytes): UInt64(bytes.count)
        case .range(_, _, let length), .member(_, _, let length): length
        }
    }

    /// Where the bytes are.
    public var location: Location {
        switch storage {
        case .bytes(let bytes): .bytes(bytes)
        case .range(let path, let offset, let length): .range(path, offset: offset, length: length)
        case .member(let directory, let name, let length):
            .range(directory.appending(bytes: name), offset: 0, length: length)
        }
    }
}

extension FilePath {
    /// The path of a name in this directory.
    func appending(bytes name: [UInt8]) -> FilePath {
        guard let component = FilePath(bytes: name).lastComponent else { return self }
        return appending(component)
    }

    /// Makes a path of bytes that hold no NUL.
    init(bytes: some Collection<UInt8>) {
        let characters = bytes.map { CChar(bitPattern: $0) } + [0]
        self = unsafe characters.withUnsafeBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe FilePath(platformString: $0) } ?? FilePath()
        }
    }
}
