import Glibc
import SystemPackage
import SystemSupport

/// Where the bytes of an archive go, in order.
final class ArchiveOutput: @unchecked Sendable {
    // Unchecked: a writer and its packing threads use it one at a time.
    private enum Kind { case file, descriptor, memory }

    private let kind: Kind
    private var file: AtomicFile?
    private var device: OwnedDescriptor?
    private var memory: [UInt8] = []
    /// Where to put the first bytes, which are held back until everything else is written.
    private var heldBack: (count: Int, bytes: [UInt8], place: UInt64)?
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

    /// A file that gets its name when it is complete; or a device, a pipe or a terminal that has the name, which is
    /// written to and never replaced.
    init(path: FilePath) throws(CpioError) {
        position = 0
        do throws(SystemCallError) {
            switch try OutputPlace(path) {
            case .file(let name):
                let created = try AtomicFile(path: name, keepsAccess: true)
                kind = .file
                descriptor = created.descriptor.rawValue
                finalPath = name
                file = consume created
            case .special:
                let opened = try OwnedDescriptor.open(path, flags: O_WRONLY)
                kind = .descriptor
                descriptor = opened.rawValue
                finalPath = nil
                device = consume opened
            case .descriptor(let number):
                kind = .descriptor
                descriptor = number
                finalPath = nil
            }
        } catch {
            throw .system(
                error, "the archive cannot be created; check its directory and who may write there", file: path)
        }
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

    /// A part of an open file, from a place on. The first bytes are written last.
    init(replacing count: Int, at place: UInt64, in descriptor: FileDescriptor) throws(CpioError) {
        kind = .file
        self.descriptor = descriptor.rawValue
        finalPath = nil
        position = place
        heldBack = (count, [], place)
        guard lseek(descriptor.rawValue, off_t(clamping: place) + off_t(count), SEEK_SET) >= 0 else {
            throw .last("lseek", "the archive cannot be written in place")
        }
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
            let held = unsafe holdBack(bytes)
            try unsafe write(UnsafeRawBufferPointer(rebasing: bytes[held...]), to: descriptor)
        } else {
            unsafe memory.append(contentsOf: bytes)
        }
        position += UInt64(bytes.count)
        progress?(CpioProgress(bytesDone: position, bytesTotal: expectedSize))
    }

    /// Keeps what belongs to the bytes that are written last.
    ///
    /// - Returns: How many bytes were kept.
    private func holdBack(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard var held = heldBack, held.bytes.count < held.count else { return 0 }
        let count = min(held.count - held.bytes.count, bytes.count)
        unsafe held.bytes.append(contentsOf: bytes[..<count])
        heldBack = held
        return count
    }

    private func writeHeldBack() throws(CpioError) {
        guard let descriptor, let held = heldBack else { return }
        let written = unsafe held.bytes.withUnsafeBytes { bytes in
            unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(clamping: held.place))
        }
        guard written == held.bytes.count else { throw .last("pwrite", "the archive cannot be written") }
        // What an older, longer archive had behind its trailer is cut off.
        guard ftruncate(descriptor, off_t(clamping: position)) == 0 else {
            throw .last("ftruncate", "the archive cannot be cut to its length")
        }
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
        try writeHeldBack()
        let name = finalPath
        do { try file.take()?.commit() } catch {
            throw .system(error, "the archive cannot be given its name", file: name)
        }
        return nil
    }
}
