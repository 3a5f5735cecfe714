import Glibc
import SystemPackage
import SystemSupport

/// Writes a tree to a directory of the host.
struct DirectoryWriter {
    private struct Frame {
        let record: DirectoryRecord
        let path: TreePath
        var place: EntryList.Place
    }

    private let options: DirectoryWriting
    private let stack: DirectoryStack
    private var frames: [Frame] = []
    private var written = WrittenTree()
    private var firstNames: [LinkIdentity: TreePath] = [:]
    private var contents = ContentReader()
    private var current = TreePath.root

    init(_ directory: FilePath, _ options: DirectoryWriting) throws(FileTreeError) {
        self.options = options
        do {
            stack = try DirectoryStack(root: directory)
        } catch {
            throw .system(error, .root, "the directory cannot be opened")
        }
    }

    /// Writes everything.
    mutating func write(_ root: DirectoryRecord) throws(FileTreeError) -> WrittenTree {
        do throws(SystemCallError) {
            frames = [Frame(record: root, path: .root, place: root.entries.start)]
            while var frame = frames.popLast() {
                guard !frame.record.entries.isEnd(frame.place) else {
                    try leave(frame)
                    continue
                }
                let entry = frame.record.entries[frame.place]
                frame.place = frame.record.entries.after(frame.place)
                frames.append(frame)
                current = frame.path.appendingUnchecked(entry.name)
                switch entry.child {
                case .directory(let record): try enter(record, entry.name)
                case .file(let record): try write(record, entry.name)
                }
            }
            return written
        } catch {
            throw .system(error, current, "it cannot be written to the directory")
        }
    }

    private mutating func enter(_ record: DirectoryRecord, _ name: [UInt8]) throws(SystemCallError) {
        // Until it is complete, its owner must be able to write in it.
        if unsafe withName(name, { unsafe mkdirat(stack.top, $0, 0o700) }) != 0 {
            guard currentErrno() == .fileExists else { throw .last("mkdirat") }
            let status = try HostStatus(name, in: stack.top)
            if FileKind(mode: status.mode) != .directory {
                try check("unlinkat", unsafe withName(name) { unsafe unlinkat(stack.top, $0, 0) })
                try check("mkdirat", unsafe withName(name) { unsafe mkdirat(stack.top, $0, 0o700) })
            }
        }
        try stack.push(name)
        frames.append(Frame(record: record, path: current, place: record.entries.start))
    }

    private mutating func leave(_ frame: Frame) throws(SystemCallError) {
        current = frame.path
        if options.setsExtendedAttributes {
            try HostAttributes.write(frame.record.metadata.extendedAttributes, to: [UInt8(ascii: ".")], in: stack.top)
        }
        try setMetadata(frame.record.metadata, descriptor: stack.top)
        guard !frames.isEmpty else { return }
        guard try stack.pop() else { throw SystemCallError(systemCall: "openat", errno: .noSuchFileOrDirectory) }
    }

    private mutating func write(_ record: FileRecord, _ name: [UInt8]) throws(SystemCallError) {
        let node = record.node
        try removeAnything(name, in: stack.top)
        if let link = node.link, let first = firstNames[link] {
            let source = FilePath(bytes: first.bytes)
            let target = FilePath(bytes: name)
            let result = unsafe source.withPlatformString { old in
                unsafe target.withPlatformString { unsafe linkat(stack.rootDescriptor, old, stack.top, $0, 0) }
            }
            try check("linkat", result)
        } else {
            guard try make(node, name) else { return }
            if let link = node.link { firstNames[link] = current }
        }
        written.note(current, try HostStatus(name, in: stack.top).stamp, record)
    }

    /// Makes a file that is no directory.
    ///
    /// - Returns: false when it was left out.
    private mutating func make(_ node: FileNode, _ name: [UInt8]) throws(SystemCallError) -> Bool {
        switch node.body {
        case .directory: return false
        case .regular(let content):
            let file = try OwnedDescriptor.open(
                FilePath(bytes: name), at: stack.top, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
            try contents.copy(content, to: file.rawValue)
            if options.setsExtendedAttributes {
                try HostAttributes.write(node.metadata.extendedAttributes, to: name, in: stack.top)
            }
            try setMetadata(node.metadata, descriptor: file.rawValue)
            return true
        case .symlink(let target):
            let text = FilePath(bytes: target)
            try check(
                "symlinkat",
                unsafe text.withPlatformString { target in
                    unsafe withName(name) { unsafe symlinkat(target, stack.top, $0) }
                })
        case .fifo: try makeSpecial(S_IFIFO, 0, name)
        case .socket: try makeSpecial(S_IFSOCK, 0, name)
        case .characterDevice(let device):
            guard options.makesDevices else { return false }
            try makeSpecial(S_IFCHR, device.systemNumber, name)
        case .blockDevice(let device):
            guard options.makesDevices else { return false }
            try makeSpecial(S_IFBLK, device.systemNumber, name)
        }
        try setMetadata(node, name)
        return true
    }

    private func makeSpecial(_ type: mode_t, _ device: UInt64, _ name: [UInt8]) throws(SystemCallError) {
        try check("mknodat", unsafe withName(name) { unsafe mknodat(stack.top, $0, type | 0o600, dev_t(device)) })
    }

    private func setMetadata(_ metadata: FileMetadata, descriptor: Int32) throws(SystemCallError) {
        if options.setsOwners { try check("fchown", fchown(descriptor, metadata.owner, metadata.group)) }
        try check("fchmod", fchmod(descriptor, mode_t(metadata.permissions)))
        let times = [timespec(), metadata.time]
        try check("futimens", unsafe times.withUnsafeBufferPointer { unsafe futimens(descriptor, $0.baseAddress) })
    }

    private func setMetadata(_ node: FileNode, _ name: [UInt8]) throws(SystemCallError) {
        let metadata = node.metadata
        let owner = (metadata.owner, metadata.group)
        if options.setsOwners {
            let result = unsafe withName(name) { unsafe fchownat(stack.top, $0, owner.0, owner.1, AT_SYMLINK_NOFOLLOW) }
            try check("fchownat", result)
        }
        if !node.isSymlink {
            let mode = mode_t(metadata.permissions)
            try check("fchmodat", unsafe withName(name) { unsafe fchmodat(stack.top, $0, mode, 0) })
        }
        let times = [timespec(), metadata.time]
        let result = unsafe times.withUnsafeBufferPointer { times in
            unsafe withName(name) { unsafe utimensat(stack.top, $0, times.baseAddress, AT_SYMLINK_NOFOLLOW) }
        }
        try check("utimensat", result)
    }

    private func check(_ call: String, _ result: Int32) throws(SystemCallError) {
        guard result == 0 else { throw .last(call) }
    }

    private func withName(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Int32) -> Int32 {
        unsafe FilePath(bytes: name).withPlatformString { unsafe body($0) }
    }
}

extension FileMetadata {
    /// The time of modification as the system has it.
    fileprivate var time: timespec {
        timespec(tv_sec: time_t(modificationTime), tv_nsec: Int(min(modificationNanoseconds, 999_999_999)))
    }
}
