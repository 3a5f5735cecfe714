import Glibc
import SystemPackage
import SystemSupport

/// What a walk learns of a tree before it is packed.
struct TreeSurvey: Sendable {
    /// A file with several names in the tree.
    struct LinkedFile: Sendable, Hashable {
        /// The place of its first name among the entries, from 0 on.
        var firstIndex: Int
        /// How many names it has in the tree.
        var count: UInt32
    }

    /// Bytes that the archive of this tree alone will have, with its trailer.
    private(set) var archiveSize = UInt64(NewcHeader.trailerSize)
    private(set) var linkedFiles: [FileIdentity: LinkedFile] = [:]

    /// Walks a tree, and refuses what cannot be stored.
    init(
        _ path: FilePath, _ selection: DirectoryPacker.Selection, _ rules: EntryRules, _ archive: ArchiveIdentity?
    ) throws(CpioError) {
        var walker = try TreeWalker(path, selection, rules, archive)
        var index = 0
        while let item = try walker.next() {
            var status = stat()
            try item.status(&status)
            let header = try item.header(status, rules)
            let record = UInt64(NewcHeader.size) + UInt64(header.nameSize)
            archiveSize += record + NewcHeader.padding(record)
            var dataSize = UInt64(header.fileSize)
            if item.kind != .directory, item.kind != .root, item.kind != .symlink, status.st_nlink > 1 {
                let file = linkedFiles[FileIdentity(status), default: LinkedFile(firstIndex: index, count: 0)]
                linkedFiles[FileIdentity(status)] = LinkedFile(firstIndex: file.firstIndex, count: file.count &+ 1)
                if file.count > 0, rules.profile == .linux { dataSize = 0 }
            }
            archiveSize += dataSize + NewcHeader.padding(dataSize)
            index += 1
        }
    }
}
