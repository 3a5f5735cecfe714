/// The result of looking for a library: it is kept, and used by every file that looks in the same places.
struct LookupRecord {
    /// The file; -1 when it was not found.
    var file: Int32 = -1
    /// The path that it was opened by.
    var path: Int32 = -1
    /// The links on the way.
    var links: [Int32] = []
    /// The places that were looked in, in order.
    var steps: [SearchRecord] = []
    /// Whether the loader's cache had it.
    var isFromCache = false
}

/// Where a file's needs are looked for. Files with equal scopes find the same.
struct SearchScope: Hashable {
    /// The chain of `DT_RPATH` lists; 0 is none.
    var chain: Int32 = 0
    /// The file's `DT_RUNPATH` list; -1 is none.
    var runpath: Int32 = -1
    /// The list of `LD_LIBRARY_PATH`; -1 is none. Its tokens stand for directories of the program.
    var libraryPath: Int32 = -1
    /// Whether default directories are left out.
    var skipsDefaults = false
    /// What `$ORIGIN` is in a need that has a slash; -1 where no need has one.
    var origin: Int32 = -1
}

/// A link of the chain of `DT_RPATH` lists, from the file that needs a library back to the program.
struct SearchChain: Hashable {
    /// The list of directories.
    var list: Int32
    /// The file that it comes from.
    var owner: Int32
    /// The next list; 0 ends the chain.
    var next: Int32
}
