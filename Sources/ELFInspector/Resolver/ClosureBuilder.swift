import SystemPackage

/// Walks programs as their loaders do, and collects what they need.
struct ClosureBuilder {
    /// A file that needs another.
    struct Edge {
        var from: Int32
        /// The name by which it is needed.
        var name: Int32
        var kind: DependencyKind
        /// The file that was found; -1 when none was.
        var to: Int32
        /// The number of the search; -1 when the file was already loaded under the name.
        var lookup: Int32
        /// The context that the search belongs to.
        var context: Int32
        /// Another edge for the same need, in another program; -1 ends the list.
        var next: Int32 = -1
    }

    /// A file or a link in the order of the result.
    struct Item {
        var role: FileRole
        /// The number of the file, or of the link.
        var number: Int32
        /// The search that brought it; -1 when it was asked for.
        var lookup: Int32 = -1
        var context: Int32 = -1
    }

    /// A file in a program that is being walked.
    struct Loaded {
        var file: Int32
        /// The path that it was opened by; -1 for the program.
        var path: Int32
        var scope: Int32 = -1
        var chain: Int32 = 0
        var isLoader = false
    }

    let catalog: FileCatalog
    let environment: LoaderEnvironment
    var contexts: [LoaderContext] = []
    var contextNumbers: [ContextKey: Int32] = [:]
    private(set) var edges: [Edge] = []
    private(set) var items: [Item] = []
    private(set) var programs: [Int32] = []
    /// The interpreters of scripts; -1 for one that is absent.
    var interpreters: [Int32: Int32] = [:]
    private var walked = NumberSet()
    private var emittedFiles = NumberSet()
    private var emittedLinks = NumberSet()
    var memos: [NeedMemo] = []
    var facts: [FileFacts] = []
    /// Of the program that is being walked: which object has a name, and which object a file is.
    var loadedNames = StampedTable()
    var loadedFiles = StampedTable()
    var loaded: [Loaded] = []
    /// The list of `LD_LIBRARY_PATH` for that program; -1 is none.
    var libraryPath: Int32 = -1
    /// The number of the variable's text; -1 when it is not set.
    let libraryPathText: Int32

    struct ContextKey: Hashable {
        var flavor: LoaderFlavor
        var elfClass: ELFClass
        var byteOrder: ELFByteOrder
        var machine: ELFMachine
        var flags: UInt32
        var interpreter: Int32
    }

    init(_ catalog: FileCatalog, _ environment: LoaderEnvironment) {
        self.catalog = catalog
        self.environment = environment
        edges.reserveCapacity(64)
        items.reserveCapacity(64)
        memos.reserveCapacity(64)
        facts.reserveCapacity(64)
        loaded.reserveCapacity(64)
        libraryPathText = environment.libraryPath.map { catalog.names.intern(Array($0.utf8)) } ?? -1
    }

    /// Adds a program or a library with everything that it needs.
    mutating func add(program path: [UInt8]) throws(ELFError) {
        let target = catalog.open(path: path[...])
        guard target.status == .file else { throw failure(target, FilePath(bytes: path)) }
        // What is no program leaves nothing in the result.
        if case .unreadable(let error, _) = catalog.files[Int(target.file)].content {
            throw error.at(catalog.files[Int(target.file)].path.filePath)
        }
        emit(links: target.links)
        emit(target.file, .program)
        walk(target.file, depth: 0)
        guard !isScriptTooDeep(target.file) else {
            throw ELFError(
                .interpreterLoop,
                "Its interpreter is a script, as is that one's, too deep for a kernel to follow. "
                    + "Name a program as the interpreter.", path: catalog.files[Int(target.file)].path.filePath)
        }
    }

    private func failure(_ target: FileCatalog.Target, _ path: FilePath) -> ELFError {
        switch target.status {
        case .absent:
            ELFError(.notFound, "No such file. Check the path, and the root that it is looked up in.", path: path)
        case .loop:
            ELFError(.symlinkLoop, "More symbolic links than a kernel follows. Mend the links.", path: path)
        case .file, .directory, .special:
            ELFError(.notAFile, "It is no regular file. Name a program or a library.", path: path)
        case .denied, .failed:
            (catalog.error(of: target) ?? ELFError(.system, "It cannot be opened.", path: path)).at(path)
        }
    }

    /// Walks a program once, whatever kind of file it is.
    mutating func walk(_ file: Int32, depth: Int) {
        guard walked.insert(file) else { return }
        switch catalog.files[Int(file)].content {
        case .unreadable: return
        case .script(let interpreter, _):
            programs.append(file)
            walkScript(file, interpreter, depth: depth)
        case .object(let summary):
            programs.append(file)
            walkObject(file, summary)
        }
    }

    // MARK: - The result

    /// Puts a file into the result, unless it is there.
    mutating func emit(_ file: Int32, _ role: FileRole, lookup: Int32 = -1, context: Int32 = -1) {
        guard emittedFiles.insert(file) else { return }
        items.append(Item(role: role, number: file, lookup: lookup, context: context))
    }

    /// Puts links into the result, those that are not there.
    mutating func emit(links: PathWalker.LinkRun) {
        guard !links.isEmpty else { return }
        for link in catalog.numbers(links) where emittedLinks.insert(link) {
            items.append(Item(role: .symlink, number: link))
        }
    }

    /// Writes down that a file needs another; what was found goes into the result.
    mutating func connect(_ edge: Edge, need: Int? = nil) {
        if let need {
            var last = memos[need].firstEdge
            while last >= 0 {
                let other = edges[Int(last)]
                let isSameSearch = other.lookup == edge.lookup && other.context == edge.context
                if other.to == edge.to, edge.lookup < 0 || isSameSearch { return }
                if other.next < 0 { break }
                last = other.next
            }
            if last < 0 {
                memos[need].firstEdge = Int32(edges.count)
                memos[need].edgeTarget = edge.to
            } else {
                edges[Int(last)].next = Int32(edges.count)
            }
        }
        edges.append(edge)
        guard edge.to >= 0, edge.lookup >= 0 else { return }
        emit(links: contexts[Int(edge.context)].lookups[Int(edge.lookup)].links)
        emit(edge.to, edge.kind == .interpreter ? .interpreter : .library, lookup: edge.lookup, context: edge.context)
    }
}
