import Crypto
import Glibc
import SystemPackage

/// A fingerprint of files by their names, sizes and times, without reading them.
struct SourceSnapshot {
    private var kconfig = SHA256()
    private var all = SHA256()
    private var seen: Set<FilePath> = []
    /// Directories that hold no sources.
    private static let skipped: Set<String> = [".git", ".unikraft", ".github"]
    private static let depthLimit = 64

    /// Takes in a directory with all below it.
    ///
    /// - Parameter directory: A component's directory.
    mutating func add(_ directory: FilePath) {
        guard seen.insert(directory).inserted else { return }
        walk(directory, depth: 0)
    }

    /// Takes in one file; one that is missing counts as well.
    ///
    /// - Parameter file: The file.
    mutating func add(file: FilePath) {
        note(file, isKconfig: true)
    }

    /// The fingerprints: of the Kconfig files alone, and of all files.
    func finish() -> (kconfig: String, all: String) {
        (FileDigest.hex(kconfig.finalize()), FileDigest.hex(all.finalize()))
    }

    private mutating func walk(_ directory: FilePath, depth: Int) {
        guard depth < Self.depthLimit else { return }
        for name in FileAccess.names(in: directory) where !Self.skipped.contains(name) {
            // What builds and editors leave behind changes nothing.
            if name.hasPrefix(".config") || name.hasSuffix("~") || name == "Kraftfile.lock" { continue }
            let path = directory.appending(name)
            guard let type = note(path, isKconfig: name.hasSuffix("Config.uk") || name == "Makefile.uk") else {
                continue
            }
            if type == .directory { walk(path, depth: depth + 1) }
        }
    }

    @discardableResult
    private mutating func note(_ path: FilePath, isKconfig: Bool) -> FileType? {
        let status = try? Stat(path, followTargetSymlink: false)
        var line = path.string
        if let status, status.type != .directory {
            let (modified, changed) = (status.st_mtim, status.st_ctim)
            line += "\u{0}\(status.size) \(modified.tv_sec).\(modified.tv_nsec) \(changed.tv_sec).\(changed.tv_nsec)"
        } else {
            line += status == nil ? "\u{0}missing" : "/"
        }
        let bytes = Array(line.utf8) + [0]
        all.update(data: bytes)
        if isKconfig { kconfig.update(data: bytes) }
        return status?.type
    }
}
