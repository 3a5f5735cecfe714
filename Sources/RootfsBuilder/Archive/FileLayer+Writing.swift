import RootfsModel
import SystemPackage
import TarArchive

extension FileLayer {
    /// Writes the layer as a tar archive with whiteouts (OCI Image Layer Filesystem Changeset).
    ///
    /// - Parameter output: Where it goes.
    /// - Throws: `TarError`, or what reading a content throws.
    func write(to output: FileDescriptor) throws {
        var writer = TarWriter(output)
        for path in removals {
            let name = Array(".wh.".utf8) + path.lastName
            let place = path.parent.isRoot ? name : path.parent.bytes + [UInt8(ascii: "/")] + name
            try writer.append(TarEntry(path: place, kind: .regular, mode: 0o644))
        }
        for (path, change) in changes {
            try Task.checkCancellation()
            var entry = TarEntry(path, change)
            let content = change.content
            entry.size = content?.length ?? 0
            try writer.begin(entry)
            switch content?.location {
            case .bytes(let bytes): if !bytes.isEmpty { try writer.write(bytes.span) }
            case .range(let file, let offset, let length):
                try ByteStream.read(file, offset: offset, length: length) { try writer.write($0.span) }
            case nil: break
            }
        }
        _ = try writer.finish()
    }
}

extension FileLayer.Change {
    fileprivate var content: FileContent? {
        guard case .set(let node) = self else { return nil }
        return node.content
    }
}

extension TarEntry {
    fileprivate init(_ path: TreePath, _ change: FileLayer.Change) {
        let name = path.isRoot ? [UInt8(ascii: ".")] : path.bytes
        guard case .set(let node) = change else {
            self.init(path: name, kind: .hardLink, mode: 0o644)
            if case .link(let target) = change { linkTarget = target.bytes }
            return
        }
        let kind: Kind
        var device: DeviceNumber?
        var target: [UInt8] = []
        switch node.body {
        case .directory: kind = .directory
        case .regular: kind = .regular
        case .symlink(let text): (kind, target) = (.symbolicLink, text)
        case .characterDevice(let number): (kind, device) = (.characterDevice, number)
        case .blockDevice(let number): (kind, device) = (.blockDevice, number)
        // The format has no sockets; they are worth nothing without their server (POSIX, pax).
        case .fifo, .socket: kind = .fifo
        }
        self.init(path: name, kind: kind, mode: UInt32(node.metadata.permissions))
        linkTarget = target
        deviceMajor = device?.major ?? 0
        deviceMinor = device?.minor ?? 0
        owner = node.metadata.owner
        group = node.metadata.group
        modificationTime = node.metadata.modificationTime
        modificationNanoseconds = node.metadata.modificationNanoseconds
        extendedAttributes = node.metadata.extendedAttributes.sorted { $0.key < $1.key }.map {
            ExtendedAttribute(name: Array($0.key.utf8), value: $0.value)
        }
    }
}
