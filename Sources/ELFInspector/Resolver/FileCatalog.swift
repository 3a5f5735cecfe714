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
        var links: [Int32] = []
        var error: ELFError?
    }

    let walker: PathWalker
    var names = NameTable()
    private(set) var files: [File] = []
    private var reader = ObjectReader()
    private var byIdentity: [FileIdentity: Int32] = [:]
    /// Files that are not the first of their identity.
    private var hardLinks: [RootPath: Int32] = [:]
    private var targets: [UInt64: Target] = [:]

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

    /// Opens a name in a directory, once.
    func open(_ name: Int32, in place: PathWalker.Place) -> Target {
        let key = UInt64(UInt32(bitPattern: place.directory)) << 32 | UInt64(UInt32(bitPattern: name))
        if var known = targets[key] {
            if !place.links.isEmpty { known.links = place.links + known.links }
            return known
        }
        // The memo holds what lies behind the directory only: others may reach it by other links.
        let direct = PathWalker.Place(directory: place.directory, links: [])
        var target: Target
        do {
            switch try walker.open(names.bytes(name), in: direct) {
            case .file(let file, let path, let links):
                target = Target(status: .file, file: add(file, path), links: links)
            case .directory(let links): target = Target(status: .directory, links: links)
            case .special: target = Target(status: .special)
            case .absent: target = Target(status: .absent)
            case .loop: target = Target(status: .loop)
            }
        } catch {
            target = Target(status: error.errno == .permissionDenied ? .denied : .failed, error: error)
        }
        targets[key] = target
        target.links = place.links + target.links
        return target
    }

    /// Opens a path: absolute, or relative to the working directory.
    func open(path: [UInt8]) -> Target {
        let slash = path.lastIndex(of: 0x2F)
        let last = Array(path[(slash.map { $0 + 1 } ?? 0)...])
        guard !last.isEmpty, last != [0x2E], last != [0x2E, 0x2E] else { return Target(status: .directory) }
        let directory = slash.map { $0 == 0 ? [0x2F] : Array(path[..<$0]) } ?? []
        do {
            switch try walker.directory(directory) {
            case .absent: return Target(status: .absent)
            case .loop: return Target(status: .loop)
            case .place(let place): return open(names.intern(last), in: place)
            }
        } catch {
            return Target(status: error.errno == .permissionDenied ? .denied : .failed, error: error)
        }
    }

    private func add(_ file: any SysRootFile, _ path: RootPath) -> Int32 {
        let number = Int32(files.count)
        var first = number
        if let known = byIdentity[file.identity] {
            if files[Int(known)].path == path { return known }
            first = known
        } else {
            byIdentity[file.identity] = number
        }
        if first != number {
            if let known = hardLinks[path] { return known }
            hardLinks[path] = number
        }
        let content = reader.read(file, &names)
        files.append(
            File(
                path: path, identity: file.identity, permissions: file.permissions, first: first, content: content))
        return number
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
        guard let slash = path.lastIndex(of: 0x2F),
            case .place(let place)? = try? walker.directory(Array(path[...slash])),
            case .file(let file, _, _)? = try? walker.open(path[(slash + 1)...], in: place)
        else { return nil }
        let size = Int(clamping: min(file.byteCount, UInt64(limit)))
        return try? [UInt8](reading: file, count: size)
    }
}
