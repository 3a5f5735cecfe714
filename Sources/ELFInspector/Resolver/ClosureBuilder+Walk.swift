extension ClosureBuilder {
    /// How often the kernel lets one script be the interpreter of another (`fs/exec.c`).
    private static let maximumScriptDepth = 5

    func walkScript(_ file: Int32, _ interpreter: Int32, depth: Int) throws(ELFError) {
        let number = context(for: nil, interpreter: interpreter)
        let (lookup, record) = contexts[Int(number)].interpreterLookup()
        connect(
            Edge(from: file, name: interpreter, kind: .interpreter, to: record.file, lookup: lookup, context: number))
        if record.file >= 0, depth < Self.maximumScriptDepth { try walk(record.file, depth: depth + 1) }
    }

    /// Loads a program as its loader does: breadth first, each name and each file once.
    func walkObject(_ file: Int32, _ summary: ObjectSummary) {
        let number = context(for: summary, interpreter: summary.interpreter)
        let context = contexts[Int(number)]
        loaded.removeAll(keepingCapacity: true)
        loadedNames.removeAll()
        loadedFiles.removeAll()
        load(Loaded(file: file, path: -1), name: -1, loader: nil, context)
        if summary.interpreter >= 0 {
            let (lookup, record) = context.interpreterLookup()
            let name = summary.interpreter
            connect(Edge(from: file, name: name, kind: .interpreter, to: record.file, lookup: lookup, context: number))
            if record.file >= 0 {
                load(Loaded(file: record.file, path: name, isLoader: true), name: name, loader: nil, context)
            }
        }
        libraryPath = context.list(libraryPathText, isVariable: true) { self.origin(loaded[0]) }
        for name in context.preloads {
            add(name, .preload, isPath: catalog.names.bytes(name).contains(0x2F), need: nil, to: 0, number)
        }
        var index = 0
        while index < loaded.count {
            if !loaded[index].isLoader, let object = catalog.object(loaded[index].file) {
                for need in object.needs {
                    let entry = catalog.need(need)
                    guard entry.tag == .needed || context.flavor == .glibc else { continue }
                    add(entry.name, DependencyKind(entry.tag), isPath: entry.isPath, need: need, to: index, number)
                }
            }
            index += 1
        }
    }

    /// Adds one need of a loaded object.
    private func add(
        _ name: Int32, _ kind: DependencyKind, isPath: Bool, need: Int?, to index: Int, _ number: Int32
    ) {
        let context = contexts[Int(number)]
        let file = loaded[index].file
        if let other = loadedNames[name] {
            let found = loaded[Int(other)].file
            connect(Edge(from: file, name: name, kind: kind, to: found, lookup: -1, context: number), need: need)
            return
        }
        let lookup = context.lookup(name, scope: scope(index, isPath: isPath, context))
        let found = context.lookups[Int(lookup)].file
        if found < 0, kind.isOptional { return }
        connect(Edge(from: file, name: name, kind: kind, to: found, lookup: lookup, context: number), need: need)
        guard found >= 0 else { return }
        if let other = loadedFiles[catalog.files[Int(found)].first] {
            // The file is loaded under another name, and now has this one as well.
            if context.flavor == .glibc || !isPath { loadedNames.insert(other, at: name) }
            return
        }
        let entry = Loaded(file: found, path: context.lookups[Int(lookup)].path)
        load(entry, name: context.flavor == .glibc || !isPath ? name : -1, loader: index, context)
    }

    private func load(_ entry: Loaded, name: Int32, loader: Int?, _ context: LoaderContext) {
        var entry = entry
        let index = Int32(loaded.count)
        loadedNames.insert(index, at: name)
        loadedFiles.insert(index, at: catalog.files[Int(entry.file)].first)
        entry.chain = loader.map { loaded[$0].chain } ?? 0
        if let object = catalog.object(entry.file) {
            if context.flavor == .glibc { loadedNames.insert(index, at: object.soname) }
            let list = chainList(object, entry, context)
            if list >= 0 { entry.chain = context.chain(SearchChain(list: list, owner: entry.file, next: entry.chain)) }
        }
        loaded.append(entry)
    }

    /// The list that an object hands down: `DT_RPATH` where there is no `DT_RUNPATH`; musl takes either.
    private func chainList(_ object: ObjectSummary, _ entry: Loaded, _ context: LoaderContext) -> Int32 {
        switch context.flavor {
        case .glibc: object.runpath >= 0 ? -1 : context.list(object.rpath) { self.origin(entry) }
        case .musl: context.list(object.runpath >= 0 ? object.runpath : object.rpath) { self.origin(entry) }
        }
    }

    private func scope(_ index: Int, isPath: Bool, _ context: LoaderContext) -> Int32 {
        let entry = loaded[index]
        if isPath { return context.scope(SearchScope(origin: origin(entry))) }
        if entry.scope >= 0 { return entry.scope }
        guard let object = catalog.object(entry.file) else { return 0 }
        var scope = SearchScope(chain: entry.chain, libraryPath: libraryPath)
        if context.flavor == .glibc {
            scope.skipsDefaults = object.skipsDefaultDirectories
            if object.runpath >= 0 {
                scope.chain = 0
                scope.runpath = context.list(object.runpath) { self.origin(entry) }
            }
        }
        let number = context.scope(scope)
        loaded[index].scope = number
        return number
    }

    /// What `$ORIGIN` stands for: the real directory of a program, and that of the path a library was opened by.
    private func origin(_ entry: Loaded) -> Int32 {
        let path =
            entry.path < 0 ? Array(catalog.files[Int(entry.file)].path.bytes) : Array(catalog.names.bytes(entry.path))
        var directory = path[..<(path.lastIndex(of: 0x2F) ?? 0)]
        if path.first != 0x2F { directory = (catalog.walker.workingDirectory + [0x2F] + directory)[...] }
        return catalog.names.intern(directory.isEmpty ? [0x2F] : Array(directory))
    }
}
