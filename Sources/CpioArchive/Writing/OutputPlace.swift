import SystemPackage
import SystemSupport

/// What a path that an archive is to be written to stands for.
enum OutputPlace {
    /// Nothing yet, or a regular file: a whole archive takes the name.
    case file(FilePath)
    /// A device, a pipe or a terminal: it is opened and written to.
    case special

    /// Follows symbolic links: `/dev/stdout` is one, and must stay one.
    init(_ path: FilePath) throws(SystemCallError) {
        guard let status = try? FileStatus(of: path, followSymlink: true) else {
            self = .file(path)
            return
        }
        switch status.kind {
        case .regular?:
            let isLink = (try? FileStatus(of: path))?.kind == .symlink
            // A file without a name of its own, for example a deleted one, is written to as it is.
            guard isLink else {
                self = .file(path)
                return
            }
            let target = path.resolved
            let isSame = target.flatMap { try? FileStatus(of: $0) }.map { $0.inode == status.inode } ?? false
            self = target.flatMap { isSame ? .file($0) : nil } ?? .special
        case .directory?: throw SystemCallError(systemCall: "openat", errno: .isDirectory, path: path)
        default: self = .special
        }
    }
}
