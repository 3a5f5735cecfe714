/// Follows paths inside a root, link by link, and remembers each step.
final class PathWalker {
    /// A directory that no link leads to: its path has none.
    struct Directory {
        var path: RootPath
        var parent: Int32
        var children: [[UInt8]: Step] = [:]
    }

    /// A symbolic link that was crossed.
    struct Link {
        var path: RootPath
        var target: [UInt8]
    }

    /// A directory, and the links on the way to it.
    struct Place {
        var directory: Int32
        var links: [Int32]
    }

    /// Where a name in a directory leads.
    enum Step {
        case place(Place)
        case absent
        case loop
    }

    /// Where a name leads in the end.
    enum Target {
        case file(any SysRootFile, name: RootPath, links: [Int32])
        case directory(links: [Int32])
        case special
        case absent
        case loop
    }

    /// How many links the kernel follows in one path (`MAXSYMLINKS`, linux/namei.h).
    static let maximumLinks = 40

    let root: any SysRoot
    private(set) var directories = [Directory(path: .root, parent: 0)]
    private(set) var links: [Link] = []
    private var linkNumbers: [RootPath: Int32] = [:]
    private var places: [[UInt8]: Step] = [:]

    /// The directory that relative paths begin in.
    let workingDirectory: [UInt8]

    init(_ root: any SysRoot, workingDirectory: [UInt8]? = nil) {
        self.root = root
        self.workingDirectory = workingDirectory ?? root.workingDirectory
    }

    /// Finds a directory.
    ///
    /// - Parameter path: Its absolute path, or one that is relative to the working directory; may have `.` and `..`.
    /// - Returns: The directory with the links on the way.
    /// - Throws: ``ELFError`` when the root cannot tell.
    func directory(_ path: [UInt8]) throws(ELFError) -> Step {
        if let known = places[path] { return known }
        var start = Place(directory: 0, links: [])
        if path.first != 0x2F {
            guard case .place(let place) = try walk(workingDirectory[...], from: start, depth: 0) else {
                return .absent
            }
            start = place
        }
        let step = try walk(path[...], from: start, depth: 0)
        places[path] = step
        return step
    }

    /// Follows components from a directory.
    private func walk(_ path: ArraySlice<UInt8>, from start: Place, depth: Int) throws(ELFError) -> Step {
        // The kernel refuses longer ones as well (path_resolution(7)).
        guard path.count < RootPath.maximumLength else { return .absent }
        var place = start
        for component in path.split(separator: 0x2F) {
            switch component {
            case [0x2E]: continue
            case [0x2E, 0x2E]: place.directory = directories[Int(place.directory)].parent
            default:
                switch try child(Array(component), of: place.directory, depth: depth) {
                case .place(let next):
                    place = Place(directory: next.directory, links: place.links + next.links)
                case .absent: return .absent
                case .loop: return .loop
                }
            }
            guard place.links.count <= Self.maximumLinks else { return .loop }
        }
        return .place(place)
    }

    private func child(_ name: [UInt8], of directory: Int32, depth: Int) throws(ELFError) -> Step {
        if let known = directories[Int(directory)].children[name] { return known }
        let path = directories[Int(directory)].path.appending(name)
        let step: Step
        switch try root.symlink(at: path) {
        case .absent: step = .absent
        case .other:
            step = .place(Place(directory: Int32(directories.count), links: []))
            directories.append(Directory(path: path, parent: directory))
        case .symlink(let target):
            let link = add(Link(path: path, target: target))
            guard depth < Self.maximumLinks else { return .loop }
            let start = Place(directory: target.first == 0x2F ? 0 : directory, links: [link])
            step = try walk(target[...], from: start, depth: depth + 1)
            // A circle is one from wherever it is entered, but a chain may be too long only from here.
            if case .loop = step, depth > 0 { return step }
        }
        directories[Int(directory)].children[name] = step
        return step
    }

    private func add(_ link: Link) -> Int32 {
        if let known = linkNumbers[link.path] { return known }
        links.append(link)
        linkNumbers[link.path] = Int32(links.count - 1)
        return Int32(links.count - 1)
    }

    /// Opens what a name in a directory leads to.
    func open(_ name: some Collection<UInt8>, in place: Place, depth: Int = 0) throws(ELFError) -> Target {
        let path = directories[Int(place.directory)].path.appending(name)
        switch try node(path, isLibrary: path.looksLikeLibrary) {
        case .absent: return .absent
        case .special: return .special
        case .directory: return .directory(links: place.links)
        case .file(let file): return .file(file, name: path, links: place.links)
        case .symlink(let target):
            let links = place.links + [add(Link(path: path, target: target))]
            guard links.count <= Self.maximumLinks, target.count < RootPath.maximumLength else { return .loop }
            let slash = target.lastIndex(of: 0x2F)
            let last = target[(slash.map { $0 + 1 } ?? 0)...]
            let start = Place(directory: target.first == 0x2F ? 0 : place.directory, links: links)
            switch try walk(target[..<(slash ?? 0)], from: start, depth: depth + 1) {
            case .absent: return .absent
            case .loop: return .loop
            case .place(let next):
                guard !last.isEmpty, last != [0x2E], last != [0x2E, 0x2E] else { return .directory(links: next.links) }
                return try open(last, in: next, depth: depth + 1)
            }
        }
    }

    /// Opens a name. A library's is most often a link, so that is asked first: it saves an open that fails.
    private func node(_ path: RootPath, isLibrary: Bool) throws(ELFError) -> SysRootNode {
        guard isLibrary else { return try root.open(path) }
        switch try root.symlink(at: path) {
        case .absent: return .absent
        case .symlink(let target): return .symlink(target: target)
        case .other: return try root.open(path)
        }
    }
}
