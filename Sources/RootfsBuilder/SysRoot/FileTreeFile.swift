import ELFInspector
import Glibc
import RootfsModel
import SystemPackage
import SystemSupport

/// A file of a tree, open for reading.
final class FileTreeFile: SysRootFile {
    private enum Source {
        case bytes([UInt8])
        case part(FileDescriptor, offset: UInt64)
    }

    let byteCount: UInt64
    let identity: FileIdentity
    let permissions: UInt32
    private let source: Source

    init(_ content: FileContent, _ node: FileNode, _ path: TreePath) throws(ELFError) {
        byteCount = content.length
        permissions = UInt32(node.metadata.permissions)
        // Names of one file have one identity; all others are told apart by their places.
        identity =
            node.link.map { FileIdentity(device: 0, inode: $0.number) }
            ?? FileIdentity(device: 1, inode: UInt64(bitPattern: Int64(path.hashValue)))
        switch content.location {
        case .bytes(let bytes): source = .bytes(bytes)
        case .range(let file, let offset, _):
            do {
                source = .part(
                    FileDescriptor(rawValue: try OwnedDescriptor.open(file, flags: O_RDONLY).release()), offset: offset)
            } catch {
                throw ELFError(.system, "Its bytes cannot be read: \(error)", path: FilePath(path.description))
            }
        }
    }

    deinit {
        if case .part(let file, _) = source { try? file.close() }
    }

    func read(at offset: UInt64, into buffer: inout MutableRawSpan) throws(ELFError) -> Int {
        guard offset < byteCount else { return 0 }
        let wanted = min(buffer.byteCount, Int(clamping: byteCount - offset))
        switch source {
        case .bytes(let bytes):
            let start = Int(clamping: offset)
            for index in 0..<wanted {
                buffer.storeBytes(of: bytes[start + index], toByteOffset: index, as: UInt8.self)
            }
            return wanted
        case .part(let file, let start):
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe pread(file.rawValue, bytes.baseAddress, wanted, off_t(clamping: start &+ offset))
            }
            guard count >= 0 else { throw ELFError(.system, "Its bytes cannot be read: \(currentErrno()).") }
            return count
        }
    }
}
