extension ClosureBuilder {
    /// The list that an object hands down: `DT_RPATH` where there is no `DT_RUNPATH`; musl takes either.
    func chainList(_ object: ObjectSummary, _ entry: Loaded, _ context: LoaderContext) -> Int32 {
        switch context.flavor {
        case .glibc: object.runpath >= 0 ? -1 : context.list(object.rpath) { self.origin(entry) }
        case .musl: context.list(object.runpath >= 0 ? object.runpath : object.rpath) { self.origin(entry) }
        }
    }

    /// Where the needs of a loaded object are looked for.
    mutating func scope(_ index: Int, isPath: Bool, _ context: LoaderContext) -> Int32 {
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
    func origin(_ entry: Loaded) -> Int32 {
        let path =
            entry.path < 0 ? Array(catalog.files[Int(entry.file)].path.bytes) : Array(catalog.names.bytes(entry.path))
        var directory = path[..<(path.lastIndex(of: 0x2F) ?? 0)]
        if path.first != 0x2F { directory = (catalog.walker.workingDirectory + [0x2F] + directory)[...] }
        return catalog.names.intern(directory.isEmpty ? [0x2F] : Array(directory))
    }
}
