/// Finds directories inside a root, link by link, and remembers each step.
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

    /// Where a path leads.
    enum Step {
        case place(Place)
        case absent
        case loop
    }

    /// How many links the kernel follows in one path (`MAXSYMLINKS`, linux/namei.h).
    static let maximumLinks = 40

    let root: any SysRoot
    private(set) var directories = [Directory(path: .root, parent: 0)]
    private(set) var links: [Link] = []
    private var places: [[UInt8]: Step] = [:]
    /// The latest path and where it led: paths of libraries repeat.
    private var latest: (path: [UInt8], step: Step) = ([], .absent)
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
    func directory(_ path: ArraySlice<UInt8>) throws(ELFError) -> Step {
        if !path.isEmpty, path == latest.path[...] { return latest.step }
        let key = Array(path)
        let step: Step
        if let known = places[key] {
            step = known
        } else {
            step = try find(path)
            places[key] = step
        }
        latest = (key, step)
        return step
    }

    private func find(_ path: ArraySlice<UInt8>) throws(ELFError) -> Step {
        let top = Place(directory: 0, links: [])
        if path.first == 0x2F { return try walk(path, from: top, depth: 0) }
        guard case .place(let start) = try walk(workingDirectory[...], from: top, depth: 0) else { return .absent }
        return try walk(path, from: start, depth: 0)
    }

    /// Follows components from a directory.
    func walk(_ path: ArraySlice<UInt8>, from start: Place, depth: Int) throws(ELFError) -> Step {
        // The kernel refuses longer ones as well (path_resolution(7)).
        guard path.count < RootPath.maximumLength else { return .absent }
        guard !path.isEmpty else { return .place(start) }
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
            guard depth < Self.maximumLinks else { return .loop }
            let link = add(Link(path: path, target: target))
            let start = Place(directory: target.first == 0x2F ? 0 : directory, links: [link])
            step = try walk(target[...], from: start, depth: depth + 1)
            // A circle is one from wherever it is entered, but a chain may be too long only from here.
            if case .loop = step, depth > 0 { return step }
        }
        directories[Int(directory)].children[name] = step
        return step
    }

    /// Writes a link down.
    func add(_ link: Link) -> Int32 {
        links.append(link)
        return Int32(links.count - 1)
    }
}
