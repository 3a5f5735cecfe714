public import SystemPackage
import SystemSupport

extension ELFFile {
    /// Opens a file and reads it; it stays open as long as this value.
    ///
    /// - Parameter path: The file; symbolic links are followed.
    /// - Throws: ``ELFError`` with the path, and the byte offset of what is wrong.
    public init(path: FilePath) throws(ELFError) {
        do {
            try self.init(FileBytes.open(path))
        } catch {
            throw error.at(path)
        }
    }

    /// Reads an open file, without moving its position.
    ///
    /// - Parameter descriptor: The open file; it must stay open as long as this value, and is not closed.
    /// - Throws: ``ELFError``.
    public init(descriptor: FileDescriptor) throws(ELFError) {
        let size: UInt64
        do {
            size = try FileStatus(descriptor: descriptor.rawValue, path: "").size
        } catch {
            throw ELFError(error)
        }
        try self.init(BorrowedFileBytes(descriptor: descriptor.rawValue, byteCount: size))
    }

    /// Reads a file in memory.
    ///
    /// - Parameter bytes: The content of the file; not copied.
    /// - Throws: ``ELFError``.
    public init(_ bytes: [UInt8]) throws(ELFError) {
        try self.init(MemoryBytes(bytes: bytes))
    }

    /// Reads a file in memory that somebody else owns.
    ///
    /// - Parameter bytes: The content of the file; it is copied, because this value may outlive it.
    /// - Throws: ``ELFError``.
    public init(copying bytes: borrowing RawSpan) throws(ELFError) {
        try self.init(bytes.copy(0..<bytes.byteCount))
    }
}

extension LoaderView {
    /// Reads the name of the loader, as the kernel does: it must end with NUL inside its segment.
    func interpreterName(_ source: any RandomAccessBytes, _ head: inout ByteWindow) throws(ELFError) -> String? {
        guard let range = try interpreterRange(source, &head) else { return nil }
        return String(decoding: head.bytes.copy(range), as: UTF8.self)
    }

    /// Makes the name of the loader available.
    ///
    /// - Returns: Where it is in the window, without its NUL; nil when the file names no loader.
    func interpreterRange(_ source: any RandomAccessBytes, _ head: inout ByteWindow) throws(ELFError) -> Range<Int>? {
        guard let (offset, size) = interpreter else { return nil }
        guard (2...4096).contains(size) else {
            throw ELFError(
                .invalidTable, "The name of the loader has \(size) bytes; 2 to 4096 are allowed.", offset: offset)
        }
        let start = try head.require(Int(size), at: offset, of: source, "name of the loader")
        guard let range = head.bytes.terminatedString(at: start), range.upperBound < start + Int(size) else {
            throw ELFError(.invalidTable, "The name of the loader does not end with NUL.", offset: offset)
        }
        return range
    }
}
