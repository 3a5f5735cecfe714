import Crypto
import Glibc
import RootfsModel
import SystemPackage
import SystemSupport

/// A digest of everything in a tree, bytes included.
///
/// Parts of files of the cache count by their names, which are digests already; other files of the host are read.
struct TreeFingerprint {
    private let cache: FilePath
    private let readsFiles: Bool
    private var digests: [FileContent: ContentKey] = [:]

    /// Starts without anything known.
    ///
    /// - Parameters:
    ///   - cache: Where files are named by digests.
    ///   - readsFiles: Whether other files of the host are read; else they count by what the system says of them, which
    ///     changes when they change.
    init(cache: RootfsCache, readsFiles: Bool = true) {
        self.cache = cache.directory
        self.readsFiles = readsFiles
    }

    /// Computes the digest of a tree, or of a part of it.
    mutating func key(of tree: FileTree, below path: TreePath = .root) throws -> ContentKey {
        var hasher = SHA256()
        var links: [LinkIdentity: Int] = [:]
        for entry in tree.entries(below: path) {
            try Task.checkCancellation()
            let metadata = entry.node.metadata
            var text = "\(entry.path.bytes.count) \(metadata.permissions) \(metadata.owner) \(metadata.group) "
            text += "\(metadata.modificationTime) \(metadata.modificationNanoseconds) "
            if let link = entry.node.link {
                let number = links[link] ?? links.count
                links[link] = number
                text += "link \(number) "
            }
            for (name, value) in metadata.extendedAttributes.sorted(by: { $0.key < $1.key }) {
                text += "\(name.utf8.count):\(name)=\(hexadecimal(value)) "
            }
            hasher.update(data: Array(text.utf8))
            hasher.update(data: entry.path.bytes)
            hasher.update(data: Array(try bodyText(entry.node.body).utf8))
        }
        return ContentKey(hasher.finalize())
    }

    private mutating func bodyText(_ body: FileNode.Body) throws -> String {
        switch body {
        case .regular(let content): "file \(try contentText(content))"
        case .symlink(let target): "symlink \(hexadecimal(target))"
        case .directory: "directory"
        case .characterDevice(let device): "character \(device.major) \(device.minor)"
        case .blockDevice(let device): "block \(device.major) \(device.minor)"
        case .fifo: "fifo"
        case .socket: "socket"
        }
    }

    private mutating func contentText(_ content: FileContent) throws -> String {
        switch content.location {
        case .bytes(let bytes): return hexadecimal(SHA256.hash(data: bytes))
        case .range(let path, let offset, let length):
            if path.starts(with: cache) { return "\(path.lastComponent?.string ?? "") \(offset) \(length)" }
            if !readsFiles { return "\(path) \(offset) \(length) \(try stamp(path))" }
            if let known = digests[content] { return known.text }
            let key = ContentKey(try ByteStream.digest(of: path, offset: offset, length: length))
            digests[content] = key
            return key.text
        }
    }

    /// The inode with its times of modification and of change (inode(7)).
    private func stamp(_ path: FilePath) throws -> String {
        var status = stat()
        guard unsafe stat(path.string, &status) == 0 else { throw SystemCallError.last("stat", path) }
        let modified = status.st_mtim
        let changed = status.st_ctim
        return
            "\(status.st_dev) \(status.st_ino) \(modified.tv_sec) \(modified.tv_nsec) \(changed.tv_sec) \(changed.tv_nsec)"
    }
}
