import Glibc
import SystemPackage
import SystemSupport

/// A file, pipe or socket that is read forwards. Ahead of a file's reading place one can jump.
struct RawInput: ~Copyable {
    private let owned: OwnedDescriptor?
    private let descriptor: Int32
    private let path: FilePath?
    /// Where to read next; nil when the input cannot jump.
    private var offset: UInt64?
    private let start: UInt64

    init(path: FilePath) throws(CpioError) {
        var opened: OwnedDescriptor?
        do { opened = try OwnedDescriptor.open(path, flags: O_RDONLY | O_NOCTTY) } catch {
            throw .system(error, "the archive cannot be opened", file: path)
        }
        descriptor = opened?.rawValue ?? -1
        owned = opened.take()
        self.path = path
        start = 0
        offset = RawInput.position(descriptor)
    }

    /// An open file that stays open.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        owned = nil
        path = nil
        offset = RawInput.position(descriptor)
        start = offset ?? 0
    }

    private static func position(_ descriptor: Int32) -> UInt64? {
        UInt64(exactly: lseek(descriptor, 0, SEEK_CUR))
    }

    /// Whether ``skip(_:)`` reads nothing.
    var canJump: Bool { offset != nil }

    /// Reads once.
    ///
    /// - Returns: Bytes read; 0 at the end.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(CpioError) -> Int {
        while true {
            let count =
                if let offset {
                    unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(clamping: offset))
                } else {
                    unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                }
            if count >= 0 {
                offset? += UInt64(count)
                return count
            }
            if errno == EAGAIN {
                var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = unsafe poll(&wait, 1, -1)
            } else if errno != EINTR {
                throw .last(offset == nil ? "read" : "pread", "the archive cannot be read", file: path)
            }
        }
    }

    /// Jumps over bytes.
    ///
    /// - Returns: Whether the input can jump, and had so many bytes.
    mutating func skip(_ count: UInt64) throws(CpioError) -> Bool {
        guard let offset else { return false }
        let status: FileStatus
        do { status = try FileStatus(descriptor: descriptor, path: path ?? FilePath()) } catch {
            throw .system(error, "the archive cannot be read", file: path)
        }
        let (target, isOverflow) = offset.addingReportingOverflow(count)
        guard !isOverflow, status.kind != .regular || target <= status.size else { return false }
        self.offset = target
        return true
    }
}
