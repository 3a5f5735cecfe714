import Glibc
public import SystemPackage
import SystemSupport

/// A regular file that is kept open, so that entries can take parts of it as their data.
///
/// It stays the file that it was when it was opened, whatever happens to its name.
public final class CpioSourceFile: Sendable {
    let descriptor: OwnedDescriptor
    /// Bytes in the file when it was opened.
    public let size: UInt64

    /// Opens a file.
    ///
    /// - Parameter path: The file; a symlink is followed.
    /// - Throws: ``CpioError`` when it cannot be opened, or is no regular file.
    public convenience init(_ path: FilePath) throws(CpioError) {
        try self.init(path, entry: nil)
    }

    /// Opens a file for an entry, which errors name.
    init(_ path: FilePath, entry: [UInt8]?) throws(CpioError) {
        let status: FileStatus
        do {
            // Not blocking, for the path may be that of a pipe.
            descriptor = try OwnedDescriptor.open(path, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY)
            status = try FileStatus(descriptor: descriptor.rawValue, path: path)
        } catch {
            throw .system(error, "the file that holds the data cannot be opened", path: entry)
        }
        guard status.kind == .regular else {
            throw CpioError(
                .invalidEntry, "the data is to come from something that is no regular file", path: entry, file: path)
        }
        size = status.size
    }

    /// Takes over a file that is open already.
    init(adopting descriptor: consuming OwnedDescriptor, size: UInt64) {
        self.descriptor = descriptor
        self.size = size
    }
}

extension CpioSourceFile: Hashable {
    /// Whether both are the same open file.
    public static func == (first: CpioSourceFile, second: CpioSourceFile) -> Bool { first === second }

    /// Adds the file's identity.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
