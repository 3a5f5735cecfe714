extension ClosureBuilder {
    /// How often the kernel lets one script be the interpreter of another (`fs/exec.c`).
    private static let maximumScriptDepth = 5

    mutating func walkScript(_ file: Int32, _ interpreter: Int32, depth: Int) {
        let number = context(for: nil, interpreter: interpreter)
        let (lookup, record) = contexts[Int(number)].interpreterLookup()
        connect(
            Edge(from: file, name: interpreter, kind: .interpreter, to: record.file, lookup: lookup, context: number))
        interpreters[file] = record.file
        if record.file >= 0, depth < Self.maximumScriptDepth { walk(record.file, depth: depth + 1) }
    }

    /// Whether a program is a script whose interpreters are scripts, deeper than a kernel follows.
    func isScriptTooDeep(_ file: Int32) -> Bool {
        var file = file
        for _ in 0..<Self.maximumScriptDepth {
            guard let next = interpreters[file], next >= 0 else { return false }
            file = next
        }
        // The last one may be no script any more.
        if case .script = catalog.files[Int(file)].content { return true }
        return false
    }

    /// Loads a program as its loader does: breadth first, each name and each file once.
    mutating func walkObject(_ file: Int32, _ summary: ObjectSummary) {
        let number = context(for: summary, interpreter: summary.interpreter)
        let context = contexts[Int(number)]
        loaded.removeAll(keepingCapacity: true)
        loadedNames.removeAll()
        loadedFiles.removeAll()
        load(Loaded(file: file, path: -1), name: -1, chain: 0, context)
        if summary.interpreter >= 0 {
            let (lookup, record) = context.interpreterLookup()
            let name = summary.interpreter
            connect(Edge(from: file, name: name, kind: .interpreter, to: record.file, lookup: lookup, context: number))
            if record.file >= 0 {
                load(Loaded(file: record.file, path: name, isLoader: true), name: name, chain: 0, context)
            }
        }
        if libraryPathText >= 0 {
            libraryPath = context.list(libraryPathText, isVariable: true) { self.origin(self.loaded[0]) }
        }
        for name in context.preloads {
            var memo = NeedMemo()
            memo.name = name
            memo.kind = .preload
            memo.isPath = catalog.names.bytes(name).contains(0x2F)
            add(&memo, need: nil, to: 0, context, number)
        }
        var index = 0
        while index < loaded.count {
            if !loaded[index].isLoader { addNeeds(of: index, context, number) }
            index += 1
        }
    }

    private mutating func addNeeds(of index: Int, _ context: LoaderContext, _ number: Int32) {
        let takesFilters = context.flavor == .glibc
        for need in facts(of: loaded[index].file).needs {
            var memo = memos[need]
            guard memo.kind == .needed || takesFilters else { continue }
            add(&memo, need: need, to: index, context, number)
        }
    }

    /// Adds one need of a loaded object.
    private mutating func add(
        _ memo: inout NeedMemo, need: Int?, to index: Int, _ context: LoaderContext, _ number: Int32
    ) {
        let file = loaded[index].file
        if let other = loadedNames[memo.name] {
            let found = loaded[Int(other)].file
            if memo.edgeTarget == found { return }
            let edge = Edge(from: file, name: memo.name, kind: memo.kind, to: found, lookup: -1, context: number)
            connect(edge, need: need)
            return
        }
        let scope = scope(index, isPath: memo.isPath, context)
        let key = Int64(number) << 32 | Int64(scope)
        if memo.key != key {
            memo.lookup = context.lookup(memo.name, scope: scope)
            let record = context.lookups[Int(memo.lookup)]
            (memo.key, memo.found, memo.path) = (key, record.file, record.path)
            if let need { memos[need] = memo }
        }
        let found = memo.found
        if found < 0, memo.kind.isOptional { return }
        connect(
            Edge(from: file, name: memo.name, kind: memo.kind, to: found, lookup: memo.lookup, context: number),
            need: need)
        guard found >= 0 else { return }
        // musl gives no name to a file that was asked for by a path.
        let isNamed = context.flavor == .glibc || !memo.isPath
        if let other = loadedFiles[facts(of: found).first] {
            // The file is loaded under another name, and now has this one as well.
            if isNamed { loadedNames.insert(other, at: memo.name) }
        } else {
            let entry = Loaded(file: found, path: memo.path)
            load(entry, name: isNamed ? memo.name : -1, chain: loaded[index].chain, context)
        }
    }

    private mutating func load(_ entry: Loaded, name: Int32, chain: Int32, _ context: LoaderContext) {
        var entry = entry
        let index = Int32(loaded.count)
        let facts = facts(of: entry.file)
        loadedNames.insert(index, at: name)
        loadedFiles.insert(index, at: facts.first)
        if context.flavor == .glibc { loadedNames.insert(index, at: facts.soname) }
        entry.chain = chain
        if facts.hasPaths, let object = catalog.object(entry.file) {
            let list = chainList(object, entry, context)
            if list >= 0 { entry.chain = context.chain(SearchChain(list: list, owner: entry.file, next: chain)) }
        }
        if !facts.hasPaths, entry.chain == 0, libraryPathText < 0 { entry.scope = 0 }
        loaded.append(entry)
    }

    /// Prepares the memos of the needs of a file.
    private mutating func remember(_ needs: Range<Int>) {
        guard !needs.isEmpty else { return }
        while memos.count < needs.upperBound { memos.append(NeedMemo()) }
        let entries = catalog.needs
        for need in needs {
            let entry = entries[need]
            memos[need] = NeedMemo(name: entry.name, kind: DependencyKind(entry.tag), isPath: entry.isPath)
        }
    }

    private mutating func facts(of file: Int32) -> FileFacts {
        while facts.count <= Int(file) { facts.append(FileFacts()) }
        let known = facts[Int(file)]
        if known.first >= 0 { return known }
        var result = FileFacts(first: catalog.files[Int(file)].first)
        if let object = catalog.object(file) {
            result.soname = object.soname
            result.needs = object.needs
            remember(object.needs)
            result.hasPaths = object.rpath >= 0 || object.runpath >= 0 || object.skipsDefaultDirectories
        }
        facts[Int(file)] = result
        return result
    }
}
