/// One search for one library: tries paths and writes down what happened.
struct LibrarySearch {
    /// What a list of directories led to.
    enum Progress { case goOn, ended }

    let name: Int32
    let context: LoaderContext
    var record = LookupRecord()

    init(_ name: Int32, _ context: LoaderContext) {
        self.name = name
        self.context = context
    }

    var nameBytes: ArraySlice<UInt8> { context.catalog.names.bytes(name) }

    /// Tries the directories of a list, in order.
    mutating func tryDirectories(_ list: [Int32], _ source: SearchRecord.Source, owner: Int32 = -1) -> Progress {
        for number in list {
            let entry = context.directories.entries[Int(number)]
            guard entry.place != nil else {
                let path = context.catalog.names.intern(entry.text)
                record.steps.append(.init(source: source, owner: owner, path: path, outcome: .directoryAbsent))
                continue
            }
            for variant in entry.variants {
                let target = context.catalog.open(name, in: variant.place)
                let path = context.catalog.names.intern(context.catalog.names.bytes(variant.text) + nameBytes)
                switch judge(target, path, source, owner: owner) {
                case .found, .unusable: return .ended
                case .symlinkLoop: return .goOn
                default: continue
                }
            }
        }
        return .goOn
    }

    /// Tries one path.
    mutating func tryPath(_ path: ArraySlice<UInt8>, _ source: SearchRecord.Source) -> SearchOutcome {
        let target = context.catalog.open(path: path)
        return judge(target, context.catalog.names.intern(path), source, owner: -1)
    }

    /// Decides as the loader does on what a path leads to.
    private mutating func judge(
        _ target: FileCatalog.Target, _ path: Int32, _ source: SearchRecord.Source, owner: Int32
    ) -> SearchOutcome {
        let outcome = outcome(of: target)
        record.steps.append(.init(source: source, owner: owner, path: path, outcome: outcome))
        if outcome == .found {
            record.file = target.file
            record.path = path
            record.links = target.links
            record.isFromCache = source == .cache
        }
        return outcome
    }

    private func outcome(of target: FileCatalog.Target) -> SearchOutcome {
        switch target.status {
        case .absent: return .absent
        case .loop: return .symlinkLoop
        case .denied: return .denied
        case .directory: return .unusable("It is a directory.")
        case .special: return .unusable("It is no regular file.")
        case .failed: return .unusable(context.catalog.error(of: target)?.message ?? "It cannot be opened.")
        case .file: break
        }
        switch context.catalog.files[Int(target.file)].content {
        case .script: return .unusable("It is a script, not a library.")
        case .unreadable(let error, let header):
            // The loader sees that a file is a stranger before it sees that it is damaged.
            if context.flavor == .glibc, let header, GlibcRules.isStranger(header, context.sample) {
                return .otherMachine
            }
            return .unusable(error.message)
        case .object(let summary):
            return context.flavor == .glibc
                ? GlibcRules.verdict(summary, context.sample) : MuslRules.verdict(summary, context.sample)
        }
    }
}
