import Glibc
public import SystemPackage
import SystemSupport

/// A directory of files under the digest of what they were made from. Losing it costs time, nothing else.
///
/// Files appear whole or not at all, so that any number of processes may use one cache.
public struct RootfsCache: Sendable, Hashable {
    /// The directory; it is made when the first file is stored.
    public let directory: FilePath

    /// Creates a cache.
    ///
    /// - Parameter directory: The directory.
    public init(_ directory: FilePath) {
        self.directory = directory
    }

    /// Looks for a file, and notes that it was used.
    ///
    /// - Parameters:
    ///   - key: What it was made from.
    ///   - kind: The folder of files of its kind.
    /// - Returns: The file; nil when there is none.
    func find(_ key: ContentKey, _ kind: String) -> FilePath? {
        let path = path(key, kind)
        // The time of last use, for ``prune(to:)``.
        guard unsafe utimensat(AT_FDCWD, path.string, nil, 0) == 0 else { return nil }
        return path
    }

    /// Stores a file, unless it is there.
    ///
    /// - Parameters:
    ///   - key: What it is made from.
    ///   - kind: The folder of files of its kind.
    ///   - write: Writes its content.
    /// - Returns: The file.
    /// - Throws: What `write` throws; `SystemCallError`.
    func store(_ key: ContentKey, _ kind: String, write: (FileDescriptor) throws -> Void) throws -> FilePath {
        if let found = find(key, kind) { return found }
        let path = path(key, kind)
        try makeDirectories(path.removingLastComponent())
        let file = try AtomicFile(path: path)
        try write(file.descriptor)
        try file.commit()
        return path
    }

    func path(_ key: ContentKey, _ kind: String) -> FilePath {
        directory.appending(kind).appending(key.text)
    }

    /// A directory of its own for work in progress, on the same file system as the cache.
    ///
    /// - Returns: The directory; whoever asked for it removes it.
    /// - Throws: `SystemCallError`.
    func makeWorkDirectory() throws(SystemCallError) -> WorkDirectory {
        try WorkDirectory(in: workPlace)
    }

    /// Where work in progress is.
    var workPlace: FilePath { directory.appending("work") }
}
