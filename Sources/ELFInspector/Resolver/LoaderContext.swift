/// A loader with everything that its searches share: one for each kind of program.
final class LoaderContext {
    let catalog: FileCatalog
    let flavor: LoaderFlavor
    /// A file of the kind that this loader takes.
    let sample: ObjectSummary
    /// The number of the loader's path, and the loader itself if it is there.
    let interpreterPath: Int32
    let interpreter: LookupRecord?
    let environment: LoaderEnvironment
    /// Facts about the loader that only its file tells.
    private(set) lazy var build = LoaderBuild(sample, environment) { [unowned self] in readLoader() }
    private(set) lazy var directories = SearchDirectories(
        catalog, probes: flavor.directoryProbes, subdirectories: { [unowned self] in build.subdirectories })
    private(set) lazy var defaults = flavor.defaultDirectories(self).map { directories.number($0) }
    /// The libraries of `LD_PRELOAD` and of `/etc/ld.so.preload`, which white space or `:` separates.
    private(set) lazy var preloads = findPreloads()
    private(set) lazy var cache = flavor == .glibc ? readCache() : nil

    private(set) var lookups: [LookupRecord] = []
    private var interpreterNumber: Int32 = -1
    /// Results of the scope without `DT_RPATH` and `DT_RUNPATH`, by name; and of the others.
    private var plain = StampedTable()
    private var known = NumberTable()
    private var scopes: [SearchScope] = [SearchScope()]
    private var scopeNumbers: [SearchScope: Int32] = [SearchScope(): 0]
    private(set) var chains: [SearchChain] = [SearchChain(list: -1, owner: -1, next: 0)]
    private var chainNumbers: [SearchChain: Int32] = [:]
    private var lists: [[Int32]] = []
    private var listNumbers: [ListKey: Int32] = [:]

    private struct ListKey: Hashable {
        var text: Int32
        var origin: Int32
        var isVariable: Bool
    }

    init(
        _ catalog: FileCatalog, _ flavor: LoaderFlavor, _ sample: ObjectSummary, interpreterPath: Int32,
        interpreter: LookupRecord?, _ environment: LoaderEnvironment
    ) {
        self.catalog = catalog
        self.flavor = flavor
        self.sample = sample
        self.interpreterPath = interpreterPath
        self.interpreter = interpreter
        self.environment = environment
    }

    /// The directories of a list.
    func list(_ number: Int32) -> [Int32] { number < 0 ? [] : lists[Int(number)] }

    /// The number of a scope.
    func scope(_ scope: SearchScope) -> Int32 {
        if let number = scopeNumbers[scope] { return number }
        let number = Int32(scopes.count)
        scopes.append(scope)
        scopeNumbers[scope] = number
        return number
    }

    /// The number of a chain that begins with a list.
    func chain(_ chain: SearchChain) -> Int32 {
        guard !list(chain.list).isEmpty else { return chain.next }
        if let number = chainNumbers[chain] { return number }
        let number = Int32(chains.count)
        chains.append(chain)
        chainNumbers[chain] = number
        return number
    }

    /// Looks for a library, once for each scope.
    ///
    /// - Returns: The number of the result in ``lookups``.
    func lookup(_ name: Int32, scope: Int32) -> Int32 {
        let key = UInt64(UInt32(bitPattern: scope)) << 32 | UInt64(UInt32(bitPattern: name))
        if scope == 0, let number = plain[name] { return number }
        if scope != 0, let number = known[key] { return number }
        let record = flavor.search(name, scopes[Int(scope)], self)
        let number = Int32(lookups.count)
        lookups.append(record)
        if scope == 0 { plain.insert(number, at: name) } else { known.set(key, number) }
        return number
    }

    /// The search for the loader itself, as one of the searches.
    func interpreterLookup() -> (number: Int32, record: LookupRecord) {
        if interpreterNumber < 0 {
            interpreterNumber = Int32(lookups.count)
            lookups.append(interpreter ?? LookupRecord())
        }
        return (interpreterNumber, lookups[Int(interpreterNumber)])
    }

    /// The list of directories that a `DT_RPATH`, a `DT_RUNPATH` or `LD_LIBRARY_PATH` names.
    ///
    /// - Parameters:
    ///   - text: The number of the string; -1 is none.
    ///   - isVariable: Whether it is `LD_LIBRARY_PATH`.
    ///   - origin: The directory of the file, for `$ORIGIN`.
    /// - Returns: The number of the list; -1 when it has no directory.
    func list(_ text: Int32, isVariable: Bool = false, origin: () -> Int32) -> Int32 {
        guard text >= 0 else { return -1 }
        let bytes = Array(catalog.names.bytes(text))
        let tokens = bytes.contains(0x24) ? origin() : -1
        let key = ListKey(text: text, origin: tokens, isVariable: isVariable)
        if let number = listNumbers[key] { return number }
        let directory = tokens >= 0 ? Array(catalog.names.bytes(tokens)) : []
        let entries = flavor.split(bytes, isVariable: isVariable, origin: directory, self).map(directories.number)
        var number: Int32 = -1
        if !entries.isEmpty {
            number = Int32(lists.count)
            lists.append(entries.reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
        }
        listNumbers[key] = number
        return number
    }

    private func findPreloads() -> [Int32] {
        var texts = [Array((environment.preload ?? "").utf8)]
        if flavor == .glibc { texts.append(catalog.openPlain(Array("/etc/ld.so.preload".utf8)) ?? []) }
        return texts.flatMap { text in
            let lines = text.split(separator: 0x0A).map { $0.prefix { $0 != 0x23 } }
            return lines.flatMap { $0.split { [0x20, 0x09, 0x3A].contains($0) } }.map {
                catalog.names.intern(Array($0))
            }
        }
    }

    /// The largest loader that is believed, in bytes; glibc's has a quarter of a megabyte.
    private static let largestLoader = 8 << 20

    private func readLoader() -> [UInt8] {
        guard let file = interpreter?.file, file >= 0 else { return [] }
        return catalog.openPlain(Array(catalog.files[Int(file)].path.bytes), limit: Self.largestLoader) ?? []
    }

    private func readCache() -> LoaderCache? {
        let target = catalog.openPlain(Array("/etc/ld.so.cache".utf8))
        guard let bytes = target, let cache = try? LoaderCache(parsing: bytes, byteOrder: sample.byteOrder) else {
            return nil
        }
        return cache.byteOrder == sample.byteOrder ? cache : nil
    }
}
