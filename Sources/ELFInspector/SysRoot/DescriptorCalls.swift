import CLinux
import Glibc
import SystemPackage
import SystemSupport

// The system calls behind the roots of this machine. A path is taken relative to a directory by leaving out its
// first slash.

/// Opens a directory only to look up names below it.
let lookupOnlyDirectory: Int32 = 0o10000000 | O_DIRECTORY

private func withPath<Result>(
    _ path: RootPath, below root: Int32?, _ body: (Int32, UnsafePointer<CChar>) -> Result
) -> Result? {
    unsafe path.terminated.withUnsafeBufferPointer { bytes in
        unsafe bytes.withMemoryRebound(to: CChar.self) { text in
            guard let start = text.baseAddress else { return nil }
            guard let root else { return unsafe body(AT_FDCWD, start) }
            return unsafe text.count > 2 ? body(root, start + 1) : body(root, ".")
        }
    }
}

private func failure(_ call: String, _ number: Errno, _ path: RootPath) -> ELFError {
    ELFError(SystemCallError(systemCall: call, errno: number), path: path.filePath)
}

func readSymlink(_ path: RootPath, below root: Int32?) throws(ELFError) -> SymlinkLookup {
    guard path.isShortEnough else { return .absent }
    var number = Errno(rawValue: 0)
    // A stack buffer: an array as long as the longest target would stay that long for each link.
    let target = unsafe withUnsafeTemporaryAllocation(byteCount: RootPath.maximumLength, alignment: 1) { buffer in
        let length = unsafe withPath(path, below: root) { directory, text in
            unsafe buffer.withMemoryRebound(to: CChar.self) { bytes in
                unsafe bytes.baseAddress.map { unsafe readlinkat(directory, text, $0, bytes.count) } ?? -1
            }
        }
        guard let length, length >= 0 else {
            number = currentErrno()
            return [UInt8]()
        }
        return unsafe [UInt8](buffer[..<length])
    }
    switch number.rawValue {
    case 0: return .symlink(target: target)
    case EINVAL: return .other
    case ENOENT, ENOTDIR, ENAMETOOLONG: return .absent
    default: throw failure("readlinkat", number, path)
    }
}

func openNode(_ path: RootPath, below root: Int32?) throws(ELFError) -> SysRootNode {
    guard path.isShortEnough else { return .absent }
    let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK
    var descriptor: Int32
    repeat {
        descriptor = unsafe withPath(path, below: root) { unsafe clinux_openat($0, $1, flags, 0) } ?? -1
    } while descriptor < 0 && errno == EINTR
    guard descriptor >= 0 else {
        let number = currentErrno()
        switch number.rawValue {
        case ENOENT, ENOTDIR, ENAMETOOLONG: return .absent
        // A device without a driver, or a socket.
        case ENXIO, ENODEV: return .special
        case ELOOP:
            guard case .symlink(let target) = try readSymlink(path, below: root) else { return .absent }
            return .symlink(target: target)
        default: throw failure("openat", number, path)
        }
    }
    let file = OwnedDescriptor(adopting: descriptor)
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw failure("fstat", currentErrno(), path) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file(DescriptorFile(file, status))
    case S_IFDIR: return .directory
    default: return .special
    }
}

func listNames(_ path: RootPath, below root: Int32?) throws(ELFError) -> [[UInt8]] {
    let flags = O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW
    let descriptor = unsafe withPath(path, below: root) { unsafe clinux_openat($0, $1, flags, 0) } ?? -1
    guard descriptor >= 0 else {
        let number = currentErrno()
        if [ENOENT, ENOTDIR, ELOOP].contains(number.rawValue) { return [] }
        throw failure("openat", number, path)
    }
    guard let stream = unsafe fdopendir(descriptor) else {
        let number = currentErrno()
        _ = Glibc.close(descriptor)
        throw failure("fdopendir", number, path)
    }
    defer { unsafe closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = unsafe readdir(stream) {
        let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe [UInt8]($0.prefix { $0 != 0 }) }
        if name != [0x2E], name != [0x2E, 0x2E] { names.append(name) }
    }
    return names
}
