import ELFInspector

/// A root in which every name but those of `/etc` is the same file, and some names are links.
struct OneFileRoot: SysRoot {
    private let file: OneFile

    init(_ bytes: [UInt8]) { file = OneFile(bytes) }

    func symlink(at path: RootPath) -> SymlinkLookup {
        if path.bytes.last == 0x6C { return .symlink(target: Array("../l/x/../m".utf8)) }
        return path.bytes.count > 64 ? .absent : .other
    }

    func open(_ path: RootPath) -> SysRootNode {
        // As a list of libraries to preload the file would be looked up a thousand times.
        if path.bytes.starts(with: Array("/etc/".utf8)) { return .absent }
        return switch path.bytes.last {
        case 0x6C: .symlink(target: Array("/usr/lib/other".utf8))
        case 0x31: .absent
        default: .file(file)
        }
    }

    func names(in path: RootPath) -> [[UInt8]] { [] }
}

/// Bytes in memory as a file of a root.
final class OneFile: SysRootFile {
    let identity = FileIdentity(device: 1, inode: 1)
    let permissions: UInt32 = 0o755
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var byteCount: UInt64 { UInt64(bytes.count) }

    func read(at offset: UInt64, into buffer: inout MutableRawSpan) -> Int {
        guard offset < bytes.count else { return 0 }
        let part = bytes[Int(offset)...].prefix(buffer.byteCount)
        for (index, byte) in part.enumerated() { buffer.storeBytes(of: byte, toByteOffset: index, as: UInt8.self) }
        return part.count
    }
}
