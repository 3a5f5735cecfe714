import SystemPackage
import SystemSupport

/// What a path that an archive is to be written to stands for.
enum OutputPlace {
    /// Nothing yet, or a regular file: a whole archive takes the name.
    case file(FilePath)
    /// A device, a pipe or a terminal: it is opened and written to.
    case special
    /// An open file of this process, which is written to where it stands: the file may hold more than the archive.
    case descriptor(Int32)

    /// Follows symbolic links, but for `/dev/stdout` and its like, which name open files (proc(5), `/proc/self/fd`).
    init(_ path: FilePath) throws(SystemCallError) {
        if let number = OutputPlace.openFile(path.string) {
            self = .descriptor(number)
            return
        }
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

    private static func openFile(_ path: String) -> Int32? {
        switch path {
        case "/dev/stdout": return 1
        case "/dev/stderr": return 2
        default:
            let directory = ["/dev/fd/", "/proc/self/fd/"].first(where: path.hasPrefix)
            return directory.flatMap { Int32(path.dropFirst($0.utf8.count)) }.flatMap { $0 < 0 ? nil : $0 }
        }
    }
}
