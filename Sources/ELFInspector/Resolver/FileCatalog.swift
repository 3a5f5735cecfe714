/// Every file that was looked at, each opened and read once, for all who take part in a walk.
final class FileCatalog {
    /// A file that was read.
    struct File {
        var path: RootPath
        var identity: FileIdentity
        var permissions: UInt32
        /// The first file with the same identity; its own number when it is the first.
        var first: Int32
        var content: FileContent
    }

    /// What a path leads to.
    enum Status: Hashable {
        case file
        case absent
        case directory
        case special
        case loop
        case denied
        case failed
    }

    /// The end of a path: its file if it has one, and the links on the way.
    struct Target {
        var status: Status
        var file: Int32 = -1
        /// The number of the error; -1 is none.
        var error: Int32 = -1
        var links = PathWalker.LinkRun()
    }

    var names = NameTable()
    private var store: FileStore

    init(_ root: any SysRoot, workingDirectory: [UInt8]?) {
        store = FileStore(root, workingDirectory: workingDirectory)
    }

    // What follows reads single properties of the store: a method of it that changes nothing would copy it.

    /// The files by number.
    var files: [File] { store.files }
    /// The needs of all files. Not to be held while files are opened.
    var needs: [ObjectSummary.Need] { store.reader.needs }
    /// The ways to directories.
    var walker: PathWalker { store.walker }

    /// The links of a way.
    func numbers(_ run: PathWalker.LinkRun) -> ArraySlice<Int32> {
        store.walker.runs[Int(run.start)..<Int(run.start + run.count)]
    }

    /// The object in a file; nil when the file is none.
    func object(_ file: Int32) -> ObjectSummary? {
        guard file >= 0, case .object(let summary) = store.files[Int(file)].content else { return nil }
        return summary
    }

    /// The error that a target has.
    func error(of target: Target) -> ELFError? { target.error < 0 ? nil : store.errors[Int(target.error)] }

    /// Opens a path: absolute, or relative to the working directory.
    func open(path: ArraySlice<UInt8>) -> Target { store.open(path: path, &names) }

    /// Opens a name in a directory, once.
    func open(_ name: Int32, in place: PathWalker.Place) -> Target { store.open(name, in: place, &names) }

    /// Finds a directory; nil when there is none, or when the root cannot tell.
    func place(_ directory: ArraySlice<UInt8>) -> PathWalker.Place? { store.place(directory) }

    /// The content of a file that is no program.
    ///
    /// - Parameters:
    ///   - path: Its absolute path.
    ///   - limit: The most that is read, in bytes.
    /// - Returns: The content; nil when it cannot be read.
    func openPlain(_ path: [UInt8], limit: Int = 64 << 20) -> [UInt8]? { store.openPlain(path, limit: limit) }
}
