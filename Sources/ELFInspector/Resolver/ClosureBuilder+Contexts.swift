extension ClosureBuilder {
    /// The loader of a file, with what its searches share.
    ///
    /// - Parameters:
    ///   - summary: The file; nil for a script.
    ///   - interpreter: The number of the loader's path; -1 when the file names none.
    /// - Returns: The number of the context.
    mutating func context(for summary: ObjectSummary?, interpreter: Int32) -> Int32 {
        let sample =
            summary
            ?? ObjectSummary(
                elfClass: .bits64, byteOrder: .littleEndian, machine: ELFMachine(rawValue: 0), type: .dynamic, flags: 0,
                flags1: 0)
        var path = interpreter
        if path < 0 { path = usualLoader(sample) }
        let flavor = path >= 0 ? LoaderFlavor(interpreter: catalog.names.bytes(path)) : .glibc
        let key = ContextKey(
            flavor: flavor, elfClass: sample.elfClass, byteOrder: sample.byteOrder, machine: sample.machine,
            flags: sample.flags, interpreter: path)
        if let known = contextNumbers[key] { return known }
        let record = path >= 0 ? findInterpreter(path, for: summary) : nil
        let number = Int32(contexts.count)
        contexts.append(
            LoaderContext(catalog, flavor, sample, interpreterPath: path, interpreter: record, environment))
        contextNumbers[key] = number
        return number
    }

    /// The loader that loads a library: musl's when it needs musl by name, else the usual one of its architecture.
    private func usualLoader(_ summary: ObjectSummary) -> Int32 {
        let needs = summary.needs.map { catalog.names.text(catalog.need($0).name) }
        if needs.contains(where: { $0 == "libc.so" || $0.hasPrefix("libc.musl-") }) {
            return catalog.names.intern(Array("/lib/ld-musl-\(summary.machine).so.1".utf8))
        }
        guard let path = LoaderArchitecture(summary).loader else { return -1 }
        return catalog.names.intern(Array(path.utf8))
    }

    private func findInterpreter(_ path: Int32, for program: ObjectSummary?) -> LookupRecord {
        let target = catalog.open(path: catalog.names.bytes(path))
        let outcome = interpreterOutcome(target, for: program)
        return LookupRecord(
            file: outcome == .found ? target.file : -1, path: path, links: target.links,
            steps: [.init(source: .interpreter, path: path, outcome: outcome)])
    }

    /// What the kernel does with an interpreter (`fs/binfmt_elf.c`, `fs/binfmt_script.c`).
    private func interpreterOutcome(_ target: FileCatalog.Target, for program: ObjectSummary?) -> SearchOutcome {
        switch target.status {
        case .file: break
        case .absent: return .absent
        case .denied: return .denied
        case .loop: return .symlinkLoop
        default: return .unusable("It is no regular file.")
        }
        switch catalog.files[Int(target.file)].content {
        case .unreadable(let error, _): return .unusable(error.message)
        case .script: return program == nil ? .found : .unusable("It is a script, not a loader.")
        case .object(let object):
            guard let program, !object.isSameKind(as: program) else { return .found }
            return .unusable("It is for another machine: \(object.machine).")
        }
    }
}
