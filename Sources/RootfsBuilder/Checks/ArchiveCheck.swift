import CpioArchive
public import SystemPackage
public import UnikraftCore

/// Finds what a Unikraft guest would not take of an archive as it stands, whatever is in the files.
///
/// Archives that are written here always fit; those of other programs may not (`Documentation/Formats.md`).
public struct ArchiveCheck: Sendable {
    /// The archive.
    public var archive: FilePath

    /// How many problems of a kind are told.
    private static let mostOfAKind = 5

    /// Creates a check.
    ///
    /// - Parameter archive: The archive, cpio, as it is or compressed with gzip.
    public init(_ archive: FilePath) {
        self.archive = archive
    }

    /// Reads the archive.
    ///
    /// - Returns: What was found; empty when nothing was.
    /// - Throws: ``RootfsError`` when it cannot be read or is damaged, or a name is longer than a guest takes.
    public func run() throws -> [Diagnostic] {
        var findings = Findings(archive: archive)
        do throws(CpioError) {
            var reader = try CpioReader(archive)
            while let record = try reader.next() {
                guard record.archiveIndex == 0 else {
                    findings.add(
                        .warning, "second-archive",
                        "there is a second archive after the first, which a guest does not read")
                    break
                }
                findings.look(at: record, try record.canonicalPath())
            }
            if let compression = reader.compression {
                findings.add(
                    .warning, "compressed-archive",
                    "it is compressed with \(compression.rawValue), which a guest does not read; kraft run decompresses it"
                )
            }
        } catch {
            throw RootfsError(.unreadableSource, "the cpio archive cannot be used", file: archive, cause: error)
        }
        return findings.finished()
    }

    /// What was found so far, and the names that came.
    private struct Findings {
        let archive: FilePath
        private var problems: [Diagnostic] = []
        private var counts: [String: Int] = [:]
        private var kinds: [[UInt8]: CpioKind?] = [[]: .directory]
        /// Files with several names, by inode and device; whether one of them had data.
        private var links: [[UInt32]: (names: [String], hasData: Bool)] = [:]

        init(archive: FilePath) { self.archive = archive }

        mutating func add(_ severity: Diagnostic.Severity, _ code: String, _ message: String) {
            counts[code, default: 0] += 1
            guard counts[code, default: 0] <= mostOfAKind else { return }
            problems.append(
                Diagnostic(
                    severity, .init(code), "\(PrintableText.whole(message))",
                    remedy: "Write it anew: kraft rootfs build \(archive) -o fitting.cpio."))
        }

        mutating func look(at record: CpioRecord, _ path: [UInt8]) {
            let name = record.name
            if record.format == .odc {
                add(.error, "old-format", "'\(name)' is in the old format (odc), and a guest reads newc and crc only")
            }
            if record.storedName.count > 1, record.storedName.last == UInt8(ascii: "/") {
                add(.error, "final-slash", "'\(name)' ends with a slash, which stops the boot")
            }
            if let slash = path.lastIndex(of: UInt8(ascii: "/")), kinds[Array(path[..<slash])] == nil {
                add(.error, "missing-parent", "'\(name)' comes before its directory, and a guest makes none")
            }
            if !path.isEmpty, let before = kinds.updateValue(record.kind, forKey: path), before != record.kind {
                add(.error, "two-kinds", "'\(name)' is there twice, as two kinds of files, which stops the boot")
            }
            guard record.kind == .regular, record.linkCount > 1 else { return }
            let key = [record.inode, UInt32(record.device.major), UInt32(record.device.minor)]
            links[key, default: ([], false)].hasData = links[key]?.hasData == true || record.size > 0
            if record.size == 0 { links[key, default: ([], false)].names.append(name) }
        }

        mutating func finished() -> [Diagnostic] {
            for name in links.values.filter(\.hasData).flatMap(\.names).sorted() {
                add(
                    .error, "hard-link",
                    "'\(name)' is a hard link without data of its own, which is an empty file in a guest")
            }
            for (code, count) in counts.sorted(by: { $0.key < $1.key }) where count > mostOfAKind {
                problems.append(
                    Diagnostic(.warning, .init(code), "and \(count - mostOfAKind) more of the kind '\(code)'"))
            }
            return problems
        }
    }
}
