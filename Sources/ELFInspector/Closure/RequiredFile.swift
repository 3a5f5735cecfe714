public import SystemPackage

/// A file that a root filesystem needs.
public struct RequiredFile: Sendable {
    let storage: ClosureStorage
    let item: ClosureBuilder.Item

    var number: Int32 { item.number }

    /// What it is for.
    public var role: FileRole { item.role }

    /// Where it is inside the root; no link is on the way.
    public var path: FilePath { rootPath.filePath }

    /// The same path as bytes.
    public var rootPath: RootPath {
        role == .symlink ? storage.links[Int(number)].path : storage.files[Int(number)].path
    }

    /// Where it leads, as it is stored; nil unless it is a symbolic link.
    public var symlinkTarget: FilePath? {
        role == .symlink ? FilePath(bytes: storage.links[Int(number)].target) : nil
    }

    /// The path that the loader opened it by; nil for programs and links.
    public var openedAs: FilePath? {
        guard let record = storage.lookup(item.lookup, item.context), record.path >= 0 else { return nil }
        return FilePath(bytes: storage.names.bytes(record.path))
    }

    /// The permission bits; nil for a link.
    public var permissions: UInt32? {
        role == .symlink ? nil : storage.files[Int(number)].permissions
    }

    /// What tells it from other files of the root; nil for a link. Hard links have the same.
    public var identity: FileIdentity? {
        role == .symlink ? nil : storage.files[Int(number)].identity
    }

    /// The files that need it. For a link, the files whose needs lead over it.
    public var requesters: [Requester] {
        guard role == .symlink else { return storage.incoming[number].map(storage.requester) }
        return storage.edges.indices.compactMap { index in
            let edge = storage.edges[index]
            guard let record = storage.lookup(edge.lookup, edge.context), record.links.contains(number) else {
                return nil
            }
            return storage.requester(Int32(index))
        }
    }

    /// The places that were looked in, in order; the last one is where it was found. Empty for links.
    public var search: [SearchStep] {
        if role == .program { return [SearchStep(reason: .request, path: path, outcome: .found)] }
        return storage.steps(item.lookup, item.context)
    }

    /// Why this file and no other: the step that found it.
    public var reason: SearchReason? { search.last?.reason }
}

/// A file that needs another.
public struct Requester: Sendable, Hashable {
    /// The file that needs.
    public var path: FilePath
    /// The name by which it needs the other.
    public var name: String
    /// How.
    public var kind: DependencyKind
}

/// A need of a file.
public struct Dependency: Sendable, Hashable {
    /// The name that is needed.
    public var name: String
    /// How.
    public var kind: DependencyKind
    /// The file that was found; nil when none was.
    public var path: FilePath?
}

/// A library or a loader that was not found.
public struct MissingLibrary: Sendable, Hashable {
    /// The name that is needed.
    public var name: String
    /// The files that need it and looked in the same places.
    public var requesters: [Requester]
    /// The places that were looked in, in order.
    public var searched: [SearchStep]
}
