import OCIDistribution
import SystemPackage
import SystemSupport
import UnikraftCore

extension BuiltProject {
    /// What was built, for people and, encoded, for programs.
    public var report: BuildReport {
        func file(_ path: FilePath?) -> BuildReport.File? {
            path.map {
                BuildReport.File(path: $0.string, size: (try? FileStatus(of: $0, followSymlink: true).size) ?? 0)
            }
        }
        return BuildReport(
            project: project.name, target: "\(platform)/\(architecture)",
            kernel: file(kernel.kernel) ?? BuildReport.File(path: "", size: 0), symbols: file(kernel.debugKernel),
            origin: kernel.origin, rootfs: file(rootfs?.archive ?? kernel.initramfs),
            rootfsEntries: rootfs?.summary.entryCount, isRootfsUnchanged: rootfs?.isUnchanged,
            isRootfsEmbedded: kernel.embedsArchive, command: command, environment: environment,
            unikraft: kernel.features.version, libraries: kernel.libraries,
            milliseconds: duration.milliseconds, rootfsMilliseconds: rootfsDuration?.milliseconds,
            kernelMilliseconds: kernelDuration.milliseconds,
            findings: findings.map(\.description))
    }
}

/// What a build made.
public struct BuildReport: Sendable, Hashable, Encodable {
    /// A file with its size.
    public struct File: Sendable, Hashable, Encodable {
        /// Where it is.
        public var path: String
        /// Its size in bytes.
        public var size: UInt64
    }

    /// The project's name.
    public var project: String
    /// Platform and architecture, for example `qemu/x86_64`.
    public var target: String
    /// The kernel.
    public var kernel: File
    /// The kernel with its symbols.
    public var symbols: File?
    /// Where the kernel comes from, or how much of it was built.
    public var origin: String
    /// The root filesystem archive.
    public var rootfs: File?
    /// The number of files, directories and links in the archive.
    public var rootfsEntries: Int?
    /// Whether the archive was there already.
    public var isRootfsUnchanged: Bool?
    /// Whether the archive is inside the kernel.
    public var isRootfsEmbedded: Bool
    /// The program and its arguments.
    public var command: [String]
    /// The program's variables, each `NAME=value`.
    public var environment: [String]
    /// Unikraft's version, as far as it is known.
    public var unikraft: String?
    /// The libraries in the kernel, as far as they are known.
    public var libraries: [String]
    /// How long it took, in milliseconds.
    public var milliseconds: Int64
    /// How long the root filesystem took, in milliseconds; nil when the project has none of its own.
    public var rootfsMilliseconds: Int64?
    /// How long the kernel took, in milliseconds.
    public var kernelMilliseconds: Int64
    /// What is doubtful or wrong.
    public var findings: [String]
}

extension BuildReport: CustomStringConvertible {
    /// The report as lines for people.
    public var description: String {
        var rows = [
            ("kernel", "\(ByteCount(bytes: kernel.size))  \(kernel.path)  (\(origin), \(kernelMilliseconds) ms)")
        ]
        if let symbols { rows.append(("symbols", "\(ByteCount(bytes: symbols.size))  \(symbols.path)")) }
        if let rootfs {
            let notes = [
                rootfsEntries.map { $0 == 1 ? "1 entry" : "\($0) entries" },
                isRootfsUnchanged == true ? "unchanged" : nil,
                isRootfsEmbedded ? "inside the kernel" : nil, rootfsMilliseconds.map { "\($0) ms" },
            ].compactMap { $0 }
            let note = notes.isEmpty ? "" : "  (\(notes.joined(separator: ", ")))"
            rows.append(("rootfs", "\(ByteCount(bytes: rootfs.size))  \(rootfs.path)\(note)"))
        }
        if !command.isEmpty { rows.append(("command", command.joined(separator: " "))) }
        if let unikraft { rows.append(("unikraft", unikraft)) }
        if !libraries.isEmpty { rows.append(("libraries", libraries.joined(separator: " "))) }
        let lines = rows.map { name, text in
            "  \(name)\(String(repeating: " ", count: max(1, 10 - name.count)))\(text)"
        }
        return (["\(project) for \(target), \(milliseconds) ms"] + lines).joined(separator: "\n")
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
