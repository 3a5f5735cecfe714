import Glibc
import SystemPackage
import SystemSupport

/// The directories of an extraction, reached from its root without following a symlink.
struct DirectoryChain {
    /// An open directory.
    final class Directory: Sendable {
        let descriptor: OwnedDescriptor
        var number: Int32 { descriptor.rawValue }

        init(_ number: Int32) { descriptor = OwnedDescriptor(adopting: number) }
    }

    private let root: Directory
    /// The directory that was reached last: entries of one directory come in a row.
    private var latest: (path: [UInt8], directory: Directory)

    /// Opens the root, and makes it if it is missing.
    init(_ path: FilePath) throws(CpioError) {
        let made = unsafe path.withPlatformString { unsafe mkdir($0, 0o755) }
        if made < 0, errno != EEXIST { throw .last("mkdir", "the directory cannot be made", file: path) }
        let number = unsafe path.withPlatformString { text in
            unsafe openRelative(text, in: AT_FDCWD, flags: O_RDONLY | O_DIRECTORY)
        }
        guard number >= 0 else { throw .last("openat", "the directory cannot be opened", file: path) }
        root = Directory(number)
        latest = ([], root)
    }

    /// Forgets the directory that was reached last, because something was removed.
    mutating func forget() { latest = ([], root) }

    /// Reaches the directory that an entry is in. What is missing on the way is made.
    ///
    /// - Parameter path: The entry's name in canonical form.
    /// - Returns: The directory, and the entry's name in it.
    /// - Throws: ``CpioError/Code/unsafePath`` when something on the way is no directory.
    mutating func parent(of path: [UInt8]) throws(CpioError) -> (directory: Directory, name: FilePath) {
        let slash = path.lastIndex(of: UInt8(ascii: "/"))
        let name = slash.map { Array(path[($0 + 1)...]) } ?? path
        let directory = try self.directory(slash.map { Array(path[..<$0]) } ?? [], of: path)
        return (directory, filePath(name))
    }

    /// Reaches a directory.
    mutating func directory(_ path: [UInt8], of entry: [UInt8]) throws(CpioError) -> Directory {
        guard latest.path != path else { return latest.directory }
        var (current, rest) = (root, path[...])
        if !latest.path.isEmpty, path.starts(with: latest.path + [UInt8(ascii: "/")]) {
            current = latest.directory
            rest = path[(latest.path.count + 1)...]
        }
        for part in rest.split(separator: UInt8(ascii: "/")) {
            current = try enter(filePath(Array(part)), of: current, entry)
        }
        latest = (path, current)
        return current
    }

    private func enter(_ name: FilePath, of directory: Directory, _ entry: [UInt8]) throws(CpioError) -> Directory {
        for isSecondTry in [false, true] {
            let number = unsafe name.withPlatformString { text in
                unsafe openRelative(text, in: directory.number, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
            }
            if number >= 0 { return Directory(number) }
            guard errno == ENOENT, !isSecondTry else { break }
            let made = unsafe name.withPlatformString { unsafe mkdirat(directory.number, $0, 0o755) }
            guard made == 0 || errno == EEXIST else {
                throw .last("mkdirat", "a directory above it cannot be made", path: entry)
            }
        }
        guard errno == ENOTDIR || errno == ELOOP else {
            throw .last("openat", "a directory above it cannot be opened", path: entry)
        }
        throw CpioError(
            .unsafePath, "'\(name)' on its way is a symlink or no directory, and is not written through", path: entry,
            systemCall: "openat", errno: currentErrno())
    }
}

/// A path of bytes. They hold no NUL.
func filePath(_ bytes: [UInt8]) -> FilePath {
    unsafe (bytes + [0]).withUnsafeBufferPointer { buffer in
        unsafe buffer.withMemoryRebound(to: CChar.self) { text in
            guard let start = text.baseAddress else { return FilePath() }
            return unsafe FilePath(platformString: start)
        }
    }
}
