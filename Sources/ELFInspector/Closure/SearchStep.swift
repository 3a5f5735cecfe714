public import SystemPackage

/// Why a place was looked in.
public enum SearchReason: Sendable, Hashable {
    /// The program is what was asked for.
    case request
    /// The name has a slash, so it is a path.
    case path
    /// `DT_RPATH`, of the file that needs the library or of one that loaded that file.
    case rpath(of: FilePath)
    /// `DT_RUNPATH` of the file that needs the library.
    case runpath
    /// The variable `LD_LIBRARY_PATH`.
    case libraryPath
    /// The loader's cache, `/etc/ld.so.cache`.
    case cache
    /// A directory that is built into the loader, or that musl's path file names.
    case defaultDirectory
    /// The kernel was told so by `PT_INTERP`, or by the first line of a script.
    case interpreter
    /// musl's loader is its own C library, under several names.
    case loaderItself
}

extension SearchReason {
    /// One word for people and for JSON.
    public var word: String {
        switch self {
        case .request: "request"
        case .path: "path"
        case .rpath: "rpath"
        case .runpath: "runpath"
        case .libraryPath: "LD_LIBRARY_PATH"
        case .cache: "cache"
        case .defaultDirectory: "default"
        case .interpreter: "interpreter"
        case .loaderItself: "loader"
        }
    }

    /// The file whose `DT_RPATH` it is.
    var owner: FilePath? {
        if case .rpath(let file) = self { return file }
        return nil
    }
}

/// What was found at a place.
public enum SearchOutcome: Sendable, Hashable {
    /// The library.
    case found
    /// Nothing has the name.
    case absent
    /// The directory does not exist.
    case directoryAbsent
    /// A file for another class of addresses, byte order or machine, which is passed over.
    case otherMachine
    /// The file may not be read, and is passed over.
    case denied
    /// More symbolic links than the kernel follows; the rest of the list of directories is passed over.
    case symlinkLoop
    /// A file that the loader cannot load, at which it stops.
    case unusable(String)
}

extension SearchOutcome {
    /// A few words for people.
    public var explanation: String {
        switch self {
        case .found: "found"
        case .absent: "not there"
        case .directoryAbsent: "no such directory"
        case .otherMachine: "for another machine"
        case .denied: "permission denied"
        case .symlinkLoop: "too many symbolic links"
        case .unusable(let reason): reason
        }
    }
}

/// A place that was looked in, and what was there.
public struct SearchStep: Sendable, Hashable {
    /// Why it was looked in.
    public var reason: SearchReason
    /// The path that was tried, as the loader builds it; the directory's where that does not exist.
    public var path: FilePath
    /// What was there.
    public var outcome: SearchOutcome
}

/// A step as it is kept until somebody asks for it.
struct SearchRecord {
    enum Source {
        case request, path, rpath, runpath, libraryPath, cache, defaultDirectory, interpreter, loaderItself
    }

    var source: Source
    /// The file whose `DT_RPATH` it is.
    var owner: Int32 = -1
    /// The number of the path.
    var path: Int32
    var outcome: SearchOutcome
}
