import SystemPackage

/// Every file that was looked at, each opened and read once.
final class FileCatalog {
    /// A file that was read.
    struct File {
        var path: RootPath
        var identity: FileIdentity
        var permissions: UInt32
        /// The first file with the same identity; its own number when it is the first.
        var first: Int32
        var content: FileContent
    }

    /// What a path leads to.
    enum Status: Hashable {
        case file
        case absent
        case directory
        case special
        case loop
        case denied
        case failed
    }

    /// The end of a path: its file if it has one, and the links on the way.
    struct Target {
        var status: Status
        var file: Int32 = -1
        /// The number of the error; -1 is none.
        var error: Int32 = -1
        var links: [Int32] = []
    }

    let walker: PathWalker
    var names = NameTable()
    private(set) var files: [File] = []
    private(set) var errors: [ELFError] = []
    private var reader = ObjectReader()
    /// The first file with an inode, and those that have the same inode on another device.
    private var byInode = NumberTable()
    private var otherDevices: [FileIdentity: Int32] = [:]
    /// Files that are not the first of their identity.
    private var hardLinks: [RootPath: Int32] = [:]
    private var targets: [Target] = []
    private var targetNumbers = NumberTable()

    init(_ root: any SysRoot, workingDirectory: [UInt8]?) {
        walker = PathWalker(root, workingDirectory: workingDirectory)
    }

    /// The need with a number.
    func need(_ number: Int) -> ObjectSummary.Need { reader.needs[number] }

    /// The object in a file; nil when the file is none.
    func object(_ file: Int32) -> ObjectSummary? {
        guard file >= 0, case .object(let summary) = files[Int(file)].content else { return nil }
        return summary
    }

    /// The error that a target has.
    func error(of target: Target) -> ELFError? { target.error < 0 ? nil : errors[Int(target.error)] }

    /// Opens a path: absolute, or relative to the working directory.
    func open(path: ArraySlice<UInt8>) -> Target {
        let start = path.lastIndex(of: 0x2F).map { $0 + 1 } ?? path.startIndex
        guard path[start...].isFileName else { return Target(status: .directory) }
        do {
            switch try walker.directory(path[..<start]) {
            case .absent: return Target(status: .absent)
            case .loop: return Target(status: .loop)
            case .place(let place): return open(names.intern(path[start...]), in: place)
            }
        } catch {
            return failure(error)
        }
    }

    /// Opens a name in a directory, once.
    func open(_ name: Int32, in place: PathWalker.Place, depth: Int = 0) -> Target {
        let key = UInt64(UInt32(bitPattern: place.directory)) << 32 | UInt64(UInt32(bitPattern: name))
        var target: Target
        if let known = targetNumbers[key] {
            target = targets[Int(known)]
        } else {
            do {
                target = try find(name, in: place.directory, depth: depth)
            } catch {
                target = failure(error)
            }
            // A circle is one from wherever it is entered, but a chain may be too long only from here.
            if target.status != .loop || depth == 0 {
                targetNumbers.set(key, Int32(targets.count))
                targets.append(target)
            }
        }
        // The memo holds what lies behind the directory only: others may reach it by other links.
        if !place.links.isEmpty { target.links = place.links + target.links }
        if target.links.count > PathWalker.maximumLinks { target.status = .loop }
        return target
    }

    private func find(_ name: Int32, in directory: Int32, depth: Int) throws(ELFError) -> Target {
        let path = walker.directories[Int(directory)].path.appending(names.bytes(name))
        switch try walker.root.node(path) {
        case .absent: return Target(status: .absent)
        case .special: return Target(status: .special)
        case .directory: return Target(status: .directory)
        case .file(let file): return Target(status: .file, file: add(file, path))
        case .symlink(let text):
            guard depth < PathWalker.maximumLinks, text.count < RootPath.maximumLength else {
                return Target(status: .loop)
            }
            let link = walker.add(PathWalker.Link(path: path, target: text))
            let last = text.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0
            let start = PathWalker.Place(directory: text.first == 0x2F ? 0 : directory, links: [link])
            switch try walker.walk(text[..<last], from: start, depth: depth + 1) {
            case .absent: return Target(status: .absent)
            case .loop: return Target(status: .loop)
            case .place(let next):
                guard text[last...].isFileName else { return Target(status: .directory, links: next.links) }
                return open(names.intern(text[last...]), in: next, depth: depth + 1)
            }
        }
    }

    private func failure(_ error: ELFError) -> Target {
        errors.append(error)
        let status: Status = error.errno == .permissionDenied ? .denied : .failed
        return Target(status: status, error: Int32(errors.count - 1))
    }

    private func add(_ file: any SysRootFile, _ path: RootPath) -> Int32 {
        let number = Int32(files.count)
        var first = number
        if let known = firstFile(file.identity, orElse: number) {
            if files[Int(known)].path == path { return known }
            first = known
        }
        if first != number {
            if let known = hardLinks[path] { return known }
            hardLinks[path] = number
        }
        let content = reader.read(file, &names)
        files.append(
            File(path: path, identity: file.identity, permissions: file.permissions, first: first, content: content))
        return number
    }

    /// The first file with an identity; when there is none, another number becomes it.
    private func firstFile(_ identity: FileIdentity, orElse number: Int32) -> Int32? {
        guard let known = byInode[identity.inode] else {
            byInode.set(identity.inode, number)
            return nil
        }
        if files[Int(known)].identity == identity { return known }
        if let other = otherDevices[identity] { return other }
        otherDevices[identity] = number
        return nil
    }
}

extension FileCatalog {
    /// The content of a file that is no program.
    ///
    /// - Parameters:
    ///   - path: Its absolute path.
    ///   - limit: The most that is read, in bytes.
    /// - Returns: The content; nil when it cannot be read.
    func openPlain(_ path: [UInt8], limit: Int = 64 << 20) -> [UInt8]? {
        guard let file = openUnread(path, depth: 0) else { return nil }
        return try? [UInt8](reading: file, count: Int(clamping: min(file.byteCount, UInt64(limit))))
    }

    private func openUnread(_ path: [UInt8], depth: Int) -> (any SysRootFile)? {
        let start = path.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0
        guard depth < PathWalker.maximumLinks, path[start...].isFileName,
            case .place(let place)? = try? walker.directory(path[..<start])
        else { return nil }
        let directory = walker.directories[Int(place.directory)].path
        switch try? walker.root.open(directory.appending(path[start...])) {
        case .file(let file)?: return file
        case .symlink(let target)?:
            return openUnread(target.first == 0x2F ? target : directory.bytes + [0x2F] + target, depth: depth + 1)
        default: return nil
        }
    }
}

extension ArraySlice<UInt8> {
    /// Whether it can be the name of a file: not empty, `.` or `..`.
    fileprivate var isFileName: Bool { !isEmpty && self != [0x2E] && self != [0x2E, 0x2E] }
}

extension SysRoot {
    /// Opens a name. A library's is most often a link, so that is asked first: it saves an open that fails.
    fileprivate func node(_ path: RootPath) throws(ELFError) -> SysRootNode {
        guard path.looksLikeLibrary else { return try open(path) }
        switch try symlink(at: path) {
        case .absent: return .absent
        case .symlink(let target): return .symlink(target: target)
        case .other: return try open(path)
        }
    }
}
