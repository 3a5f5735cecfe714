import CpioArchive
public import RootfsModel
public import SystemPackage

extension FileTree {
    /// Reads a cpio archive; contents refer to it.
    ///
    /// - Parameter archive: The archive, not compressed.
    /// - Throws: ``RootfsError`` when it cannot be read or is damaged, or a name leads out of the root.
    public init(cpio archive: FilePath) throws {
        self.init()
        do {
            var reader = try CpioReader(archive)
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            var block = buffer.mutableSpan
            var files: [CpioFileKey: TreePath] = [:]
            while let record = try reader.next() {
                let path = try TreePath(record.canonicalPath())
                // Reading the data of this format checks its sum.
                while record.format == .crc, try reader.readData(into: &block) > 0 {}
                let node = try FileNode(record, archive)
                let key = CpioFileKey(record)
                if let key, let first = files[key], self[first] != nil {
                    // Of several names of a file, newc gives the data to one: the first or the last.
                    if record.size > 0 { try set(node, at: first) }
                    try link(path, to: first)
                } else {
                    if node.isDirectory, let old = self[path], !old.isDirectory { remove(path) }
                    try set(node, at: path)
                    if let key { files[key] = path }
                }
            }
        } catch {
            throw RootfsError(.unreadableSource, "the cpio archive cannot be used", file: archive, cause: error)
        }
    }
}

/// What names of one file have in common in an archive.
private struct CpioFileKey: Hashable {
    let archive: Int
    let device: CpioDevice
    let inode: UInt32

    init?(_ record: CpioRecord) {
        guard record.linkCount > 1, record.kind == .regular else { return nil }
        archive = record.archiveIndex
        device = record.device
        inode = record.inode
    }
}

extension FileNode {
    fileprivate init(_ record: CpioRecord, _ archive: FilePath) throws {
        let metadata = FileMetadata(
            permissions: UInt16(truncatingIfNeeded: record.permissions), owner: record.owner, group: record.group,
            modificationTime: Int64(record.modificationTime))
        let device = DeviceNumber(major: record.representedDevice.major, minor: record.representedDevice.minor)
        let body: Body
        switch try record.knownKind(in: archive) {
        case .regular:
            let range = FileContent.range(archive, offset: record.dataOffset, length: record.size)
            body = .regular(record.size == 0 ? .empty : range)
        case .directory: body = .directory
        case .symlink:
            guard record.size <= 4095 else {
                throw RootfsError(
                    .unreadableSource,
                    "the symlink '\(record.name)' has a target of "
                        + "\(record.size) bytes, and a path has at most 4095", file: archive)
            }
            var target: [UInt8] = []
            try ByteStream.read(archive, offset: record.dataOffset, length: record.size) { target += $0 }
            body = .symlink(target: target)
        case .characterDevice: body = .characterDevice(device)
        case .blockDevice: body = .blockDevice(device)
        case .fifo: body = .fifo
        case .socket: body = .socket
        }
        self.init(body, metadata: metadata)
    }
}
