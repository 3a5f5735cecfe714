/// Whose rules a loader follows.
enum LoaderFlavor: Hashable {
    case glibc
    case musl

    /// The loader's kind, by its name: musl's is always `ld-musl-` and an architecture.
    init(interpreter path: ArraySlice<UInt8>) {
        let name = path[(path.lastIndex(of: 0x2F).map { $0 + 1 } ?? path.startIndex)...]
        self = name.starts(with: Array("ld-musl-".utf8)) ? .musl : .glibc
    }

    /// Splits a list of directories and replaces its tokens.
    ///
    /// - Parameters:
    ///   - text: The list.
    ///   - isVariable: Whether it is `LD_LIBRARY_PATH`.
    ///   - origin: What `$ORIGIN` stands for.
    ///   - context: The loader.
    /// - Returns: The directories.
    func split(_ text: [UInt8], isVariable: Bool, origin: [UInt8], _ context: LoaderContext) -> [[UInt8]] {
        self == .glibc
            ? GlibcRules.split(text, isVariable: isVariable, origin: origin, context)
            : MuslRules.split(text, isVariable: isVariable, origin: origin)
    }

    /// Subdirectories whose presence means that faster variants of libraries may be there.
    var directoryProbes: [String] { self == .glibc ? ["glibc-hwcaps", "tls", "x86_64"] : [] }

    /// The directories to look in at last.
    func defaultDirectories(_ context: LoaderContext) -> [[UInt8]] {
        self == .glibc ? context.build.systemDirectories : MuslRules.systemDirectories(context)
    }

    /// Looks for a library.
    func search(_ name: Int32, _ scope: SearchScope, _ context: LoaderContext) -> LookupRecord {
        var search = LibrarySearch(name, context)
        if self == .glibc { GlibcRules.run(&search, scope) } else { MuslRules.run(&search, scope) }
        return search.record
    }
}
