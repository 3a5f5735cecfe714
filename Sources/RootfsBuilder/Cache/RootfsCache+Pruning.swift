import Glibc
import RootfsModel
import SystemPackage
import SystemSupport

extension RootfsCache {
    /// Removes files until no more than so many bytes are kept; those that were not used for longest go first.
    ///
    /// - Parameter limit: Bytes to keep.
    /// - Returns: Bytes that were freed.
    /// - Throws: ``RootfsError`` when the directory cannot be read.
    @discardableResult
    public func prune(to limit: UInt64) throws -> UInt64 {
        guard unsafe access(directory.string, F_OK) == 0 else { return 0 }
        var files: [(used: Int64, size: UInt64, path: FilePath)] = []
        var total: UInt64 = 0
        do {
            for entry in try FileTree(directory: directory).entries {
                guard case .regular(let content) = entry.node.body, entry.path.names.count == 2 else { continue }
                total += content.length
                let path = directory.appending(FilePath(entry.path.text).components)
                files.append((entry.node.metadata.modificationTime, content.length, path))
            }
        } catch {
            throw RootfsError(.unreadableSource, "the cache cannot be read", file: directory, cause: error)
        }
        var freed: UInt64 = 0
        for file in files.sorted(by: { ($0.used, $0.path.string) < ($1.used, $1.path.string) }) {
            guard total - freed > limit else { break }
            if unsafe unlink(file.path.string) == 0 { freed += file.size }
        }
        return freed
    }
}
