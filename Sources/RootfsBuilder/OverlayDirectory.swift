import CpioArchive
import SystemPackage
import SystemSupport

/// A directory of the host as entries of an archive.
struct OverlayDirectory {
    private let directory: FilePath

    init(_ directory: FilePath) {
        self.directory = directory
    }

    /// Everything in the directory, in no order.
    func entries() throws -> [CpioEntry] {
        var entries: [CpioEntry] = []
        var pending: [FilePath] = [""]
        while let relative = pending.popLast() {
            for name in try DirectoryNames.list(directory.pushing(relative)) {
                let path = relative.appending(name)
                let source = directory.pushing(path)
                let status = try FileStatus(of: source)
                let permissions = status.mode & 0o7777
                switch status.kind {
                case .directory:
                    entries.append(.directory(path.string, permissions: permissions))
                    pending.append(path)
                case .symlink:
                    entries.append(
                        .symlink(path.string, to: String(decoding: try readSymbolicLink(source), as: UTF8.self)))
                case .regular:
                    entries.append(.file(path.string, .file(source), permissions: permissions))
                default: break
                }
            }
        }
        return entries
    }
}
