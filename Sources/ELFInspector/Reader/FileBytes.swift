import Glibc
import SystemPackage
import SystemSupport

/// An open file that is read in place and closed with this object.
final class FileBytes: RandomAccessBytes {
    let byteCount: UInt64
    private let file: OwnedDescriptor

    init(_ file: consuming OwnedDescriptor, byteCount: UInt64) {
        self.file = file
        self.byteCount = byteCount
    }

    func read(at offset: UInt64, into buffer: inout MutableRawSpan) throws(ELFError) -> Int {
        try readBytes(file.rawValue, at: offset, into: &buffer)
    }

    /// Opens a regular file.
    static func open(_ path: FilePath) throws(ELFError) -> FileBytes {
        do {
            let file = try OwnedDescriptor.open(path, flags: O_RDONLY | O_NOCTTY | O_NONBLOCK)
            let status = try FileStatus(descriptor: file.rawValue, path: path)
            if status.kind == .regular { return FileBytes(file, byteCount: status.size) }
        } catch {
            throw ELFError(error, path: path)
        }
        throw ELFError(.notAFile, "It is no regular file. Name a program or a library.", path: path)
    }
}

/// Somebody else's open file; it is not closed.
struct BorrowedFileBytes: RandomAccessBytes {
    let descriptor: Int32
    let byteCount: UInt64

    func read(at offset: UInt64, into buffer: inout MutableRawSpan) throws(ELFError) -> Int {
        try readBytes(descriptor, at: offset, into: &buffer)
    }
}

/// Fills a buffer from a place in a file, as `pread(2)` does, past interruptions and short reads.
func readBytes(
    _ descriptor: Int32, at offset: UInt64, into buffer: inout MutableRawSpan
) throws(ELFError) -> Int {
    var filled = 0
    while filled < buffer.byteCount {
        guard let position = off_t(exactly: offset), position <= off_t.max - off_t(filled) else { break }
        let count = unsafe buffer.withUnsafeMutableBytes { target in
            unsafe target.baseAddress.map {
                unsafe pread(descriptor, $0 + filled, target.count - filled, position + off_t(filled))
            } ?? 0
        }
        if count < 0 {
            let error = SystemCallError.last("pread")
            if error.errno == .interrupted { continue }
            throw ELFError(error)
        }
        filled += count
        // A regular file gives less than was asked for only at its end.
        if filled < buffer.byteCount { break }
    }
    return filled
}
