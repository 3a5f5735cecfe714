import SystemPackage

/// The result of a walk, in numbers; texts are made of it when they are asked for.
final class ClosureStorage: Sendable {
    let files: [FileCatalog.File]
    let names: NameTable
    let links: [PathWalker.Link]
    let lookups: [[LookupRecord]]
    /// Whose rules each context follows.
    let flavors: [LoaderFlavor]
    let edges: [ClosureBuilder.Edge]
    let items: [ClosureBuilder.Item]
    let programs: [Int32]
    /// The edges by the file that needs, and by the file that is needed.
    let outgoing: EdgeIndex
    let incoming: EdgeIndex

    init(_ builder: ClosureBuilder) {
        files = builder.catalog.files
        names = builder.catalog.names
        links = builder.catalog.walker.links
        lookups = builder.contexts.map(\.lookups)
        flavors = builder.contexts.map(\.flavor)
        edges = builder.edges
        items = builder.items
        programs = builder.programs
        outgoing = EdgeIndex(edges, files.count) { $0.from }
        incoming = EdgeIndex(edges, files.count) { $0.to }
    }

    func path(_ file: Int32) -> FilePath { files[Int(file)].path.filePath }

    func lookup(_ number: Int32, _ context: Int32) -> LookupRecord? {
        guard number >= 0, context >= 0 else { return nil }
        return lookups[Int(context)][Int(number)]
    }

    func steps(_ number: Int32, _ context: Int32) -> [SearchStep] {
        guard let record = lookup(number, context) else { return [] }
        return record.steps.map { step in
            let reason: SearchReason =
                switch step.source {
                case .request: .request
                case .path: .path
                case .rpath: .rpath(of: step.owner >= 0 ? path(step.owner) : "")
                case .runpath: .runpath
                case .libraryPath: .libraryPath
                case .cache: .cache
                case .defaultDirectory: .defaultDirectory
                case .interpreter: .interpreter
                case .loaderItself: .loaderItself
                }
            return SearchStep(reason: reason, path: FilePath(bytes: names.bytes(step.path)), outcome: step.outcome)
        }
    }

    func requester(_ edge: Int32) -> Requester {
        let edge = edges[Int(edge)]
        return Requester(path: path(edge.from), name: names.text(edge.name), kind: edge.kind)
    }
}

/// The edges of each file.
struct EdgeIndex: Sendable {
    private var starts: [Int32]
    private var numbers: [Int32]

    init(_ edges: [ClosureBuilder.Edge], _ fileCount: Int, by end: (ClosureBuilder.Edge) -> Int32) {
        starts = [Int32](repeating: 0, count: fileCount + 1)
        for edge in edges where end(edge) >= 0 { starts[Int(end(edge)) + 1] += 1 }
        for index in 0..<fileCount { starts[index + 1] += starts[index] }
        var next = starts
        numbers = [Int32](repeating: 0, count: Int(starts[fileCount]))
        for (number, edge) in edges.enumerated() where end(edge) >= 0 {
            let file = Int(end(edge))
            numbers[Int(next[file])] = Int32(number)
            next[file] += 1
        }
    }

    subscript(_ file: Int32) -> ArraySlice<Int32> {
        numbers[Int(starts[Int(file)])..<Int(starts[Int(file) + 1])]
    }
}
