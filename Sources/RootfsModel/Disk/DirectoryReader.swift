import SystemPackage
import SystemSupport

/// Reads a directory of the host into records, each directory after what is in it.
struct DirectoryReader {
    private struct Frame {
        let record: DirectoryRecord
        let path: TreePath
        let name: [UInt8]
        let isKept: Bool
        /// The names that are to come, the next one last.
        var names: [[UInt8]]
    }

    let directory: FilePath
    let options: DirectoryReading
    /// Files that were written there, so that those which have not changed keep their nodes.
    let written: WrittenTree?
    private let stack: DirectoryStack
    private var frames: [Frame] = []
    private var links: [HostIdentity: LinkIdentity] = [:]

    init(_ directory: FilePath, _ options: DirectoryReading, written: WrittenTree? = nil) throws(FileTreeError) {
        self.directory = directory
        self.options = options
        self.written = written
        do {
            stack = try DirectoryStack(root: directory)
        } catch {
            throw .system(error, .root, "the directory cannot be opened")
        }
    }

    /// Reads everything.
    ///
    /// - Returns: The root.
    mutating func read() throws(FileTreeError) -> DirectoryRecord {
        do {
            let root = try enter(.root, name: [], isKept: true, try HostStatus(descriptor: stack.top).metadata)
            while var frame = frames.popLast() {
                if let name = frame.names.popLast() {
                    frames.append(frame)
                    try take(name, frame)
                } else if !frames.isEmpty {
                    guard try stack.pop() else { throw changed(frame.path) }
                    attach(frame)
                }
            }
            return root
        } catch let error as SystemCallError {
            let path = frames.last?.path ?? .root
            if error.errno == .noSuchFileOrDirectory { throw changed(path) }
            throw .system(error, path, "a directory cannot be read")
        } catch let error as FileTreeError {
            throw error
        } catch {
            throw changed(.root)
        }
    }

    private func changed(_ path: TreePath) -> FileTreeError {
        FileTreeError(
            .changedMeanwhile, Array(path.description.utf8),
            "the directory changed while it was read; try again when it is at rest",
            file: directory)
    }

    @discardableResult
    private mutating func enter(
        _ path: TreePath, name: [UInt8], isKept: Bool, _ metadata: FileMetadata
    ) throws -> DirectoryRecord {
        let record = DirectoryRecord(metadata: options.applied(to: metadata))
        let names = try hostNames(in: stack.top)
        frames.append(Frame(record: record, path: path, name: name, isKept: isKept, names: names.reversed()))
        return record
    }

    private mutating func take(_ name: [UInt8], _ frame: Frame) throws {
        let path = try frame.path.appending(name)
        let status = try HostStatus(name, in: stack.top)
        let isDirectory = FileKind(mode: status.mode) == .directory
        let selection = options.selection?(path, isDirectory) ?? .keep
        guard selection == .keep || (isDirectory && selection == .skip) else { return }
        var metadata = status.metadata
        if options.readsExtendedAttributes, options.metadata == .keep {
            metadata.extendedAttributes = HostAttributes.read(name, in: stack.top)
        }
        if isDirectory {
            try stack.push(name)
            try enter(path, name: name, isKept: selection == .keep, metadata)
        } else if let child = try node(name, path, status, metadata) {
            attach(.file(child), name: name, to: frame.record)
        }
    }

    private mutating func node(
        _ name: [UInt8], _ path: TreePath, _ status: HostStatus, _ metadata: FileMetadata
    ) throws -> FileRecord? {
        if let known = written?.unchanged(path, status.stamp) { return known }
        let body: FileNode.Body? =
            switch FileKind(mode: status.mode) {
            case .regular: .regular(content(name, path, status.size))
            case .symlink: .symlink(target: try readSymbolicLink(FilePath(bytes: name), at: stack.top))
            case .characterDevice: .characterDevice(status.device)
            case .blockDevice: .blockDevice(status.device)
            case .fifo: .fifo
            case .socket: .socket
            case .directory, nil: nil
            }
        guard let body else { return nil }
        var node = FileNode(body, metadata: options.applied(to: metadata))
        if status.linkCount > 1 {
            let link = links[status.identity] ?? written?.link(of: status.identity) ?? LinkIdentity()
            links[status.identity] = link
            node.link = link
        }
        return FileRecord(node)
    }

    private func content(_ name: [UInt8], _ path: TreePath, _ size: UInt64) -> FileContent {
        guard size > 0 else { return .empty }
        let parent = path.parent
        let host = parent.isRoot ? directory : directory.appending(FilePath(bytes: parent.bytes).components)
        return .member(of: host, name: name, length: size)
    }

    /// Puts a directory that is read into the one that it is in.
    private func attach(_ frame: Frame) {
        guard let parent = frames.last?.record, frame.isKept || !frame.record.entries.isEmpty else { return }
        attach(.directory(frame.record), name: frame.name, to: parent)
    }

    private func attach(_ child: Child, name: [UInt8], to parent: DirectoryRecord) {
        parent.entries.insert(DirectoryEntry(name: name, child: child), at: parent.entries.find(name.span).place)
        parent.mayHoldLinks = parent.mayHoldLinks || child.mayHoldLinks
        let below = child.directory?.longestPath ?? 0
        parent.longestPath = max(parent.longestPath, name.count + (below > 0 ? below + 1 : 0))
    }
}
