import Glibc
import RootfsModel
import SystemPackage
import SystemSupport

/// Remembers beside the cache what an archive was written from, so that the same need not be written again.
struct ArchiveStamp {
    private static let kind = "archives"

    let archive: FilePath
    let cache: RootfsCache
    let format: any RootfsFormat

    private var file: FilePath { cache.path(ContentKey([archive.string, "\(format)"]), Self.kind) }

    /// What stands in the archive, when it was written from an equal tree and is still as it was written.
    func summary(of tree: FileTree) throws -> ArchiveSummary? {
        guard let status = try? FileStatus(of: archive), status.kind == .regular,
            let bytes = try? SmallFile.read(file, atMost: 1 << 20)
        else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 3, lines[0] == (try identity(tree, status)), let size = UInt64(lines[1]),
            let count = Int(lines[2])
        else { return nil }
        return ArchiveSummary(size: size, entryCount: count, notices: lines.dropFirst(3).map(String.init))
    }

    /// Remembers what was written.
    func keep(_ summary: ArchiveSummary, _ tree: FileTree) throws {
        do {
            let status = try FileStatus(of: archive)
            var lines = [try identity(tree, status), "\(summary.size)", "\(summary.entryCount)"]
            lines += summary.notices.map { $0.split(separator: "\n").joined(separator: " ") }
            try makeDirectories(file.removingLastComponent())
            let output = try AtomicFile(path: file)
            try output.descriptor.writeAll(Array(lines.joined(separator: "\n").utf8))
            try output.commit()
        } catch let error as SystemCallError {
            throw RootfsError(.unwritable, "the cache cannot be written", file: cache.directory, cause: error)
        }
    }

    /// Forgets what was known of the archive.
    func forget() {
        _ = unsafe unlink(file.string)
    }

    private func identity(_ tree: FileTree, _ status: FileStatus) throws -> String {
        var fingerprint = TreeFingerprint(cache: cache, readsFiles: false)
        let key = try fingerprint.key(of: tree).text
        return "\(key) \(status.size) \(status.inode) \(status.modificationTime)"
    }
}
