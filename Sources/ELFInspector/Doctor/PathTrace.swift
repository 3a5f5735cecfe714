/// Follows a path to where it ends, to tell which link is to blame.
struct PathTrace {
    private let root: any SysRoot

    init(_ root: any SysRoot) { self.root = root }

    /// The last link that is crossed before a path leads nowhere.
    ///
    /// - Parameter path: A path that does not lead to a file.
    /// - Returns: The link; nil when there is none.
    func lastLink(of path: [UInt8]) -> PathWalker.Link? {
        var last: PathWalker.Link?
        var rest = path.split(separator: 0x2F).map(Array.init)[...]
        var current = RootPath.root
        var budget = PathWalker.maximumLinks
        while let component = rest.popFirst() {
            if component == [0x2E] { continue }
            if component == [0x2E, 0x2E] {
                current = current.parent
                continue
            }
            let next = current.appending(component)
            switch try? root.symlink(at: next) {
            case .other?: current = next
            case .symlink(let target)?:
                last = PathWalker.Link(path: next, target: target)
                budget -= 1
                guard budget > 0 else { return last }
                if target.first == 0x2F { current = .root }
                rest = target.split(separator: 0x2F).map(Array.init) + rest
            default: return last
            }
        }
        return nil
    }
}
