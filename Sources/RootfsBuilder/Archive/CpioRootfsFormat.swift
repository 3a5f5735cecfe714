public import CpioArchive
public import RootfsModel
public import SystemPackage
import SystemSupport

/// Writes cpio archives: the format that every Unikraft guest reads.
public struct CpioRootfsFormat: RootfsFormat {
    /// Who will read the archive. Owners are dropped for a Unikraft guest, which ignores them.
    public var profile: CpioProfile
    /// Whether owners are written as the tree has them.
    public var keepsOwners: Bool

    /// `cpio`.
    public let fileExtension = "cpio"

    /// Creates the format.
    ///
    /// - Parameters:
    ///   - profile: Who will read the archive.
    ///   - keepsOwners: Whether owners are written as the tree has them; nil for all readers but a guest.
    public init(profile: CpioProfile = .unikraft, keepsOwners: Bool? = nil) {
        self.profile = profile
        self.keepsOwners = keepsOwners ?? (profile != .unikraft)
    }

    /// See ``RootfsFormat``.
    public func write(_ tree: FileTree, to path: FilePath) throws -> ArchiveSummary {
        let owners = keepsOwners ? CpioNormalization.Owners.keep : .fixed(owner: 0, group: 0)
        let normalization = CpioNormalization(owners: owners, times: .clamped(to: .max))
        do {
            try makeDirectories(path.removingLastComponent())
            var writer = try CpioWriter(to: path, options: CpioOptions(profile: profile, normalization: normalization))
            let names = tree.linkCounts
            for entry in tree.entries where !entry.path.isRoot {
                try Task.checkCancellation()
                try writer.append(CpioEntry(entry, names))
            }
            let report = try writer.finish()
            return ArchiveSummary(
                size: report.archiveSize, entryCount: report.entryCount,
                notices: report.notices.filter { $0.reason != .linkWrittenInFull }.map(\.description))
        } catch let error as CancellationError {
            throw error
        } catch {
            throw RootfsError(.unwritable, "the archive cannot be written", file: path, cause: error)
        }
    }
}

extension FileTree {
    /// How many names each file has that may have several.
    var linkCounts: [LinkIdentity: UInt32] {
        var counts: [LinkIdentity: UInt32] = [:]
        for entry in entries {
            if let link = entry.node.link { counts[link, default: 0] += 1 }
        }
        return counts
    }
}

extension CpioEntry {
    init(_ entry: FileEntry, _ names: [LinkIdentity: UInt32]) {
        let node = entry.node
        var content = CpioContent.none
        var device = CpioDevice.none
        let kind: CpioKind
        switch node.body {
        case .directory: kind = .directory
        case .regular(let bytes):
            kind = .regular
            content =
                switch bytes.location {
                case .bytes(let bytes): .bytes(bytes)
                case .range(let path, let offset, let length): .range(path, offset: offset, length: length)
                }
        case .symlink(let target): (kind, content) = (.symlink, .bytes(target))
        case .characterDevice(let number):
            (kind, device) = (.characterDevice, CpioDevice(major: number.major, minor: number.minor))
        case .blockDevice(let number):
            (kind, device) = (.blockDevice, CpioDevice(major: number.major, minor: number.minor))
        case .fifo: kind = .fifo
        case .socket: kind = .socket
        }
        self.init(
            path: entry.path.bytes, kind: kind, permissions: UInt32(node.metadata.permissions),
            owner: node.metadata.owner, group: node.metadata.group,
            modificationTime: node.metadata.modificationTime, representedDevice: device, content: content,
            link: node.link.flatMap { link in names[link].map { CpioLink(identifier: link.number, count: $0) } })
    }
}
