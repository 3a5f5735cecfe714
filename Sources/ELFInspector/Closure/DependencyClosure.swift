public import SystemPackage

/// Every file that a root filesystem needs for some programs, and what is missing.
public struct DependencyClosure: Sendable {
    let storage: ClosureStorage
    /// Why programs could not be read; only ``SharedLibraryResolver/resolveReadable(_:)`` has such.
    public let failures: [ELFError]

    init(_ builder: ClosureBuilder, failures: [ELFError]) {
        var builder = builder
        builder.finish()
        storage = ClosureStorage(builder)
        self.failures = failures
    }

    /// The files: programs in the order of the request, each followed by its loader and its libraries in the order of
    /// loading, and the symbolic links on the way before what they lead to. Nothing is listed twice.
    public var files: FileList { FileList(storage: storage) }

    /// The programs that were asked for, and interpreters of scripts among them.
    public var programs: [RequiredFile] {
        files.filter { $0.role == .program }
    }

    /// The libraries and loaders that are needed and absent, each with every place that was looked in.
    public var missing: [MissingLibrary] {
        var order: [Int64: Int] = [:]
        var result: [MissingLibrary] = []
        for (number, edge) in storage.edges.enumerated() where edge.to < 0 {
            let key = Int64(edge.context) << 32 | Int64(edge.lookup)
            let requester = storage.requester(Int32(number))
            if let index = order[key] {
                result[index].requesters.append(requester)
            } else {
                order[key] = result.count
                result.append(
                    MissingLibrary(
                        name: storage.names.text(edge.name), requesters: [requester],
                        searched: storage.steps(edge.lookup, edge.context)))
            }
        }
        return result
    }

    /// What a file needs, in its own order.
    ///
    /// - Parameter path: A file of the closure.
    /// - Returns: Its needs with the files that were found; empty when it has none.
    public func dependencies(of path: FilePath) -> [Dependency] {
        guard let file = files.first(where: { $0.role != .symlink && $0.path == path }) else { return [] }
        return dependencies(file.number)
    }

    func dependencies(_ file: Int32) -> [Dependency] {
        storage.outgoing[file].map { number in
            let edge = storage.edges[Int(number)]
            return Dependency(
                name: storage.names.text(edge.name), kind: edge.kind, path: edge.to < 0 ? nil : storage.path(edge.to))
        }
    }
}

/// The files of a closure in their order.
public struct FileList: RandomAccessCollection, Sendable {
    let storage: ClosureStorage

    /// 0.
    public var startIndex: Int { 0 }
    /// How many files there are.
    public var endIndex: Int { storage.items.count }

    /// The file with a number.
    public subscript(position: Int) -> RequiredFile {
        RequiredFile(storage: storage, item: storage.items[position])
    }
}
