public import CpioArchive
import ELFInspector
public import SystemPackage
import SystemSupport

/// A root filesystem made of programs of a root, every library that they need, and a directory laid over them.
public struct ProgramRootfs: Sendable {
    /// The directory that programs and libraries come from, used as a root; nil is this host.
    public var root: FilePath?
    /// The programs: paths inside the root.
    public var programs: [FilePath]
    /// A directory whose content is laid over the programs and libraries, if any.
    public var overlay: FilePath?
    /// Directories that are there even if nothing is in them.
    public var directories: [FilePath]

    /// Creates a root filesystem of programs.
    ///
    /// - Parameters:
    ///   - programs: The programs: paths inside the root.
    ///   - root: The directory that programs and libraries come from; nil is this host.
    ///   - overlay: A directory whose content is laid over them.
    ///   - directories: Directories that are there even if nothing is in them.
    public init(
        programs: [FilePath], root: FilePath? = nil, overlay: FilePath? = nil, directories: [FilePath] = []
    ) {
        self.programs = programs
        self.root = root
        self.overlay = overlay
        self.directories = directories
    }

    /// Writes the archive. The same files give the same bytes.
    ///
    /// - Parameters:
    ///   - path: The archive; directories that lead to it are made.
    ///   - profile: Who will read it.
    /// - Returns: What was written.
    /// - Throws: ``RootfsError`` when a program could not start in a guest: it is absent, no program, not
    ///   position-independent, or lacks its loader or a library; `CpioError` when the archive cannot be written.
    @discardableResult
    public func write(to path: FilePath, profile: CpioProfile = .unikraft) throws -> ProgramRootfsReport {
        let sysRoot: any SysRoot = if let root { try DirectorySysRoot(root) } else { HostSysRoot() }
        for program in programs {
            let findings = checkRootfs(root: sysRoot, program: program).filter { $0.severity == .error }
            guard findings.isEmpty else { throw RootfsError(program: program, findings: findings) }
        }
        let closure = try SharedLibraryResolver(root: sysRoot).resolve(programs)
        var entries: [[UInt8]: CpioEntry] = [:]
        for directory in directories {
            let entry = CpioEntry.directory(directory.string)
            entries[entry.key] = entry
        }
        for file in closure.files {
            let entry =
                if let target = file.symlinkTarget {
                    CpioEntry.symlink(file.path.string, to: target.string)
                } else {
                    CpioEntry.file(file.path.string, .file(source(file.path)), permissions: file.permissions ?? 0o755)
                }
            entries[entry.key] = entry
        }
        if let overlay {
            for entry in try OverlayDirectory(overlay).entries() { entries[entry.key] = entry }
        }
        for key in Array(entries.keys) {
            for (index, byte) in key.enumerated() where byte == UInt8(ascii: "/") {
                let parent = Array(key[..<index])
                if entries[parent] == nil {
                    entries[parent] = CpioEntry(path: parent, kind: .directory, permissions: 0o755)
                }
            }
        }
        try makeDirectories(path.removingLastComponent())
        var writer = try CpioWriter(to: path, options: CpioOptions(profile: profile))
        for (_, entry) in entries.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            try writer.append(entry)
        }
        let report = try writer.finish()
        return ProgramRootfsReport(
            archiveSize: report.archiveSize, libraryCount: closure.files.count { $0.role == .library })
    }
}

extension ProgramRootfs {
    /// Where a file of the root is on this host.
    private func source(_ path: FilePath) -> FilePath {
        root.map { $0.pushing(FilePath(root: nil, path.components)) } ?? path
    }
}

/// What a ``ProgramRootfs`` wrote.
public struct ProgramRootfsReport: Sendable, Hashable {
    /// Bytes of the archive.
    public var archiveSize: UInt64
    /// The number of libraries in it.
    public var libraryCount: Int
}

extension CpioEntry {
    /// The path without what names of one thing may differ in.
    fileprivate var key: [UInt8] { Array(path.drop { $0 == UInt8(ascii: "/") }) }
}
