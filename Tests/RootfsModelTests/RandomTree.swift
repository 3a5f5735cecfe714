import RootfsModel

/// Numbers that are the same in every run (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// Changes trees at random, with few names so that changes meet each other.
struct TreeChanger {
    static let names = ["a", "a-b", "a.b", "ab", "b", "c"]
    var numbers: SeededNumbers

    init(seed: UInt64) { numbers = SeededNumbers(seed) }

    mutating func path() throws -> TreePath {
        let depth = Int.random(in: 1...3, using: &numbers)
        let parts = (0..<depth).map { _ in Self.names.randomElement(using: &numbers) ?? "a" }
        return try TreePath(parts.joined(separator: "/"))
    }

    mutating func node() -> FileNode {
        let permissions = UInt16.random(in: 0...0o7777, using: &numbers)
        let metadata = FileMetadata(
            permissions: permissions, owner: .random(in: 0...2, using: &numbers),
            modificationTime: .random(in: 0...3, using: &numbers))
        return switch Int.random(in: 0...4, using: &numbers) {
        case 0: FileNode(.directory, metadata: metadata)
        case 1: FileNode(.symlink(target: Array("b/c".utf8)), metadata: metadata)
        case 2: FileNode(.fifo, metadata: metadata)
        default: FileNode(.regular(.text(String(permissions))), metadata: metadata)
        }
    }

    /// Makes one change; one that a tree refuses changes nothing.
    mutating func change(_ tree: inout FileTree) throws {
        let path = try path()
        switch Int.random(in: 0...9, using: &numbers) {
        case 0...1: tree.remove(path)
        case 2...3:
            let target = try self.path()
            if target != path, !path.contains(target) { try? tree.link(path, to: target) }
        case 4: tree.removeContents(of: path)
        default: try? tree.set(node(), at: path)
        }
    }
}

extension FileTree {
    /// What the tree says, with names of one file as sets of places: a form that compares without the tree's own code.
    var facts: [TreePath: String] {
        var names: [LinkIdentity: [TreePath]] = [:]
        for entry in entries {
            if let link = entry.node.link { names[link, default: []].append(entry.path) }
        }
        var result: [TreePath: String] = [:]
        for entry in entries {
            let linked = entry.node.link.flatMap { names[$0] } ?? []
            result[entry.path] = "\(entry.node.body) \(entry.node.metadata) \(linked.count > 1 ? linked : [])"
        }
        return result
    }
}
