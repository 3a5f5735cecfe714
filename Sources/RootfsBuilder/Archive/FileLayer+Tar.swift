import RootfsModel
import SystemPackage
import TarArchive

extension FileLayer {
    /// The entries of a tar archive as changes of a tree.
    ///
    /// - Parameters:
    ///   - archive: The archive, not compressed; contents refer to it.
    ///   - index: Its index; nil when it is yet to be read.
    ///   - isImageLayer: Whether names of whiteouts take files away, as in layers of images.
    /// - Throws: ``RootfsError`` when it cannot be read, or a name leads out of the root.
    init(tar archive: FilePath, index: TarIndex? = nil, isImageLayer: Bool) throws {
        self.init()
        do {
            for entry in try (index ?? Self.index(of: archive)).entries {
                let path = try TreePath(entry.canonicalPath())
                let change = try Change(entry, of: archive)
                if isImageLayer { append(path, change) } else { changes.append((path, change)) }
            }
        } catch {
            throw RootfsError(.unreadableSource, "the tar archive cannot be used", file: archive, cause: error)
        }
    }

    private static func index(of archive: FilePath) throws -> TarIndex {
        let file = try FileDescriptor.open(archive, .readOnly, options: .closeOnExec)
        return try file.closeAfter { try TarIndex(reading: file, path: archive) }
    }
}

extension FileLayer.Change {
    fileprivate init(_ entry: TarEntry, of archive: FilePath) throws {
        var metadata = FileMetadata(
            permissions: UInt16(truncatingIfNeeded: entry.mode), owner: entry.owner, group: entry.group,
            modificationTime: entry.modificationTime, modificationNanoseconds: entry.modificationNanoseconds)
        for attribute in entry.extendedAttributes {
            metadata.extendedAttributes[String(decoding: attribute.name, as: UTF8.self)] = attribute.value
        }
        let device = DeviceNumber(major: entry.deviceMajor, minor: entry.deviceMinor)
        switch entry.kind {
        case .hardLink: self = .link(to: try TreePath(entry.canonicalHardLinkTarget()))
        case .regular:
            let content =
                entry.size == 0
                ? FileContent.empty : .range(archive, offset: entry.contentOffset, length: entry.size)
            self = .set(FileNode(.regular(content), metadata: metadata))
        case .symbolicLink: self = .set(FileNode(.symlink(target: entry.linkTarget), metadata: metadata))
        case .directory: self = .set(FileNode(.directory, metadata: metadata))
        case .characterDevice: self = .set(FileNode(.characterDevice(device), metadata: metadata))
        case .blockDevice: self = .set(FileNode(.blockDevice(device), metadata: metadata))
        case .fifo: self = .set(FileNode(.fifo, metadata: metadata))
        }
    }
}
