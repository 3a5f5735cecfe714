/// How musl's loader finds libraries: `ldso/dynlink.c` of musl 1.2.3, whose behaviour this describes.
enum MuslRules {
    /// Looks in all places in their order.
    static func run(_ search: inout LibrarySearch, _ scope: SearchScope) {
        let context = search.context
        let name = search.nameBytes
        if isLoaderItself(name) || search.name == context.interpreterPath {
            search.record = context.interpreter ?? LookupRecord()
            search.record.steps = [
                .init(
                    source: .loaderItself, path: context.interpreterPath,
                    outcome: context.interpreter == nil ? .absent : .found)
            ]
            return
        }
        guard !name.isEmpty else { return }
        if name.contains(0x2F) {
            _ = search.tryPath(name, .path)
            return
        }
        if tryDirectories(&search, context.list(scope.libraryPath), .libraryPath) { return }
        var chain = scope.chain
        while chain > 0 {
            let link = context.chains[Int(chain)]
            if tryDirectories(&search, context.list(link.list), .rpath, owner: link.owner) { return }
            chain = link.next
        }
        _ = tryDirectories(&search, context.defaults, .defaultDirectory)
    }

    /// Tries a list; true when the search is over: a loop of links ends all of it.
    private static func tryDirectories(
        _ search: inout LibrarySearch, _ list: [Int32], _ source: SearchRecord.Source, owner: Int32 = -1
    ) -> Bool {
        search.tryDirectories(list, source, owner: owner) == .ended || search.record.steps.last?.outcome == .symlinkLoop
    }

    /// Whether a name stands for musl itself, which is its own libc, libm, libpthread and more.
    private static func isLoaderItself(_ name: ArraySlice<UInt8>) -> Bool {
        guard name.starts(with: Array("lib".utf8)), let dot = name.firstIndex(of: 0x2E) else { return false }
        let reserved = ["c", "pthread", "rt", "m", "dl", "util", "xnet"]
        return reserved.contains(String(decoding: name[(name.startIndex + 3)..<dot], as: UTF8.self))
    }

    /// What the loader does with an ELF file: it takes the first of the name, whatever it is.
    static func verdict(_ file: ObjectSummary, _ program: ObjectSummary) -> SearchOutcome {
        guard file.isSameKind(as: program) else {
            return .unusable("It is for another machine: \(file.machine), and musl does not look further.")
        }
        guard file.type == .dynamic || file.type == .executable else {
            return .unusable("It is a \(file.type), not a library.")
        }
        return .found
    }

    /// Splits a list of directories at colons and ends of lines. The variable has no tokens.
    static func split(_ text: [UInt8], isVariable: Bool, origin: [UInt8]) -> [[UInt8]] {
        guard let expanded = isVariable ? text : expand(text, origin: origin) else { return [] }
        return expanded.split { $0 == 0x3A || $0 == 0x0A }.map(Array.init)
    }

    /// Replaces `$ORIGIN` and `${ORIGIN}`; nil when there is another token, which makes musl drop the whole list.
    static func expand(_ path: [UInt8], origin: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = path[...]
        while let dollar = rest.firstIndex(of: 0x24) {
            result += rest[..<dollar]
            let tail = rest[dollar...]
            if tail.starts(with: Array("$ORIGIN".utf8)) {
                rest = tail.dropFirst(7)
            } else if tail.starts(with: Array("${ORIGIN}".utf8)) {
                rest = tail.dropFirst(9)
            } else {
                return nil
            }
            result += origin
        }
        return result + rest
    }

    /// The directories of the path file, or the three that are built in.
    static func systemDirectories(_ context: LoaderContext) -> [[UInt8]] {
        let text = context.catalog.openPlain(pathFile(context)) ?? Array("/lib:/usr/local/lib:/usr/lib".utf8)
        return text.split { $0 == 0x3A || $0 == 0x0A }.map(Array.init)
    }

    /// The path file, `/etc/ld-musl-` and the architecture and `.path`, in the tree that the loader stands in.
    static func pathFile(_ context: LoaderContext) -> [UInt8] {
        let path = context.catalog.names.bytes(context.interpreterPath)
        var prefix: ArraySlice<UInt8> = []
        if path.first == 0x2F, let last = path.lastIndex(of: 0x2F) {
            prefix = path[..<(path[..<last].lastIndex(of: 0x2F) ?? path.startIndex)]
        }
        let name = path[(path.lastIndex(of: 0x2F).map { $0 + 1 } ?? path.startIndex)...]
        let architecture = name.dropFirst("ld-musl-".utf8.count).prefix { $0 != 0x2E }
        return Array(prefix) + Array("/etc/ld-musl-".utf8) + architecture + Array(".path".utf8)
    }
}
