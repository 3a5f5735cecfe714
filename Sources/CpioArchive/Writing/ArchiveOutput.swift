import Glibc
import SystemPackage
import SystemSupport

/// Where the bytes of an archive go, in order.
final class ArchiveOutput: @unchecked Sendable {
    // Unchecked: a writer and its packing threads use it one at a time.
    private enum Kind { case file, descriptor, memory }

    private let kind: Kind
    private var file: AtomicFile?
    private var memory: [UInt8] = []
    /// The file that is written, for those who must not read it; nil for memory.
    let descriptor: Int32?
    /// The name that the archive will get, if it gets one.
    let finalPath: FilePath?
    /// Bytes written so far, counted from the start of the archive.
    private(set) var position: UInt64
    /// Called after each write.
    var progress: (@Sendable (CpioProgress) -> Void)?
    /// The size that the archive will have, when it is known.
    var expectedSize: UInt64?

    /// A file that gets its name when it is complete.
    init(path: FilePath) throws(CpioError) {
        let created: AtomicFile
        do { created = try AtomicFile(path: path) } catch {
            throw .system(error, "the archive cannot be created", file: path)
        }
        kind = .file
        descriptor = created.descriptor.rawValue
        finalPath = path
        file = consume created
        position = 0
    }

    /// An open file, pipe or socket; it stays open.
    init(descriptor: FileDescriptor, position: UInt64 = 0) {
        kind = .descriptor
        self.descriptor = descriptor.rawValue
        finalPath = nil
        self.position = position
    }

    /// Memory.
    init() {
        kind = .memory
        descriptor = nil
        finalPath = nil
        position = 0
    }

    /// Whether the archive stays in memory.
    var isMemory: Bool { kind == .memory }

    /// Whether what was written can be seen before ``finish()``.
    var isVisibleEarly: Bool { kind == .descriptor }

    /// Says how large the archive will be. Memory is got for all of it at once.
    func expect(_ size: UInt64) {
        expectedSize = size
        if isMemory { memory.reserveCapacity(Int(clamping: size)) }
    }

    /// Writes all of the bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(CpioError) {
        if let descriptor {
            try unsafe write(bytes, to: descriptor)
        } else {
            unsafe memory.append(contentsOf: bytes)
        }
        position += UInt64(bytes.count)
        progress?(CpioProgress(bytesDone: position, bytesTotal: expectedSize))
    }

    private func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(CpioError) {
        var rest = unsafe bytes
        while let start = rest.baseAddress, unsafe !rest.isEmpty {
            let written = unsafe Glibc.write(descriptor, start, rest.count)
            if written >= 0 {
                unsafe rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            } else if errno == EAGAIN {
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&wait, 1, -1)
            } else if errno != EINTR {
                throw .last("write", "the archive cannot be written", offset: position)
            }
        }
    }

    /// Completes the output.
    ///
    /// - Returns: The archive, when it went to memory.
    func finish() throws(CpioError) -> [UInt8]? {
        if isMemory {
            defer { memory = [] }
            return memory
        }
        let name = finalPath
        do { try file.take()?.commit() } catch {
            throw .system(error, "the archive cannot be given its name", file: name)
        }
        return nil
    }
}
