/// Reads the few pages of a file that a loader looks at, into windows that are used again for the next file.
struct ObjectReader {
    private var head = ByteWindow(pageSize: 4096)
    private var body = ByteWindow(pageSize: 1024)
    private var strings = ByteWindow(pageSize: 1024)
    private var offsets: [LoaderView.Need] = []
    /// The needs of all files so far.
    private(set) var needs: [ObjectSummary.Need] = []

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - names: Receives the strings.
    /// - Returns: What the file is; damaged files are no error here.
    mutating func read(_ file: any SysRootFile, _ names: inout NameTable) -> FileContent {
        head.reset()
        body.reset()
        strings.reset()
        offsets.removeAll(keepingCapacity: true)
        do {
            return .object(try readObject(file, &names))
        } catch {
            if error.code == .notELF, let script = readScript(file, &names) { return script }
            let header = try? ELFHeader(parsing: head.bytes.extracting(0..<head.count))
            return .unreadable(error, error.code == .notELF ? nil : header)
        }
    }

    private mutating func readObject(
        _ file: any SysRootFile, _ names: inout NameTable
    ) throws(ELFError) -> ObjectSummary {
        let view = try LoaderView(file, head: &head, body: &body, needs: &offsets)
        var summary = ObjectSummary(
            elfClass: view.header.elfClass, byteOrder: view.header.byteOrder, machine: view.header.machine,
            type: view.header.type, flags: view.header.flags, flags1: view.flags1, isDynamic: view.dynamic != nil,
            hasSoundIdentity: view.header.hasSoundIdentity)
        // Before the strings, while the start of the file is in memory.
        if let range = try view.interpreterRange(file, &head) {
            summary.interpreter = names.intern(head.bytes.extracting(range))
        }
        try fetchStrings(view, file)
        if let value = view.soname { summary.soname = try string(value, view, file, &names) }
        if let value = view.rpath { summary.rpath = try string(value, view, file, &names) }
        if let value = view.runpath { summary.runpath = try string(value, view, file, &names) }
        let first = needs.count
        for need in offsets {
            let name = try string(need.nameOffset, view, file, &names)
            needs.append(.init(tag: need.tag, name: name, isPath: names.bytes(name).contains(0x2F)))
        }
        summary.needs = first..<needs.count
        return summary
    }

    /// Gets all strings in one read where they stand close together, as linkers put them.
    private mutating func fetchStrings(_ view: LoaderView, _ file: any SysRootFile) throws(ELFError) {
        guard view.strings != nil else { return }
        var lowest = UInt64.max
        var highest: UInt64 = 0
        for value in [view.soname, view.rpath, view.runpath] {
            guard let value else { continue }
            lowest = min(lowest, value)
            highest = max(highest, value)
        }
        for need in offsets {
            lowest = min(lowest, need.nameOffset)
            highest = max(highest, need.nameOffset)
        }
        guard lowest <= highest, highest - lowest < 1 << 15 else { return }
        let start = try view.stringOffset(lowest)
        guard start < file.byteCount else { return }
        let length = min(highest - lowest + 128, file.byteCount - start)
        _ = try strings.require(Int(length), at: start, of: file, "names of libraries")
    }

    private mutating func string(
        _ value: UInt64, _ view: LoaderView, _ file: any SysRootFile, _ names: inout NameTable
    ) throws(ELFError) -> Int32 {
        let range = try strings.requireString(at: view.stringOffset(value), of: file, "name of a library")
        return names.intern(strings.bytes.extracting(range))
    }

    /// Reads the first line of a script as the kernel does (`fs/binfmt_script.c`): 256 bytes at most.
    private mutating func readScript(_ file: any SysRootFile, _ names: inout NameTable) -> FileContent? {
        let size = Int(clamping: min(file.byteCount, 256))
        guard let start = try? head.require(size, at: 0, of: file, "first line"), size > 2,
            head.bytes.byte(start) == 0x23, head.bytes.byte(start + 1) == 0x21
        else { return nil }
        let line = head.bytes.copy(start + 2..<start + size).prefix { $0 != 0x0A && $0 != 0 }
        let words = line.split(maxSplits: 1, omittingEmptySubsequences: true) { $0 == 0x20 || $0 == 0x09 }
        guard let interpreter = words.first else { return nil }
        var argument = words.count > 1 ? words[1].drop { $0 == 0x20 || $0 == 0x09 } : []
        while let last = argument.last, last == 0x20 || last == 0x09 { argument.removeLast() }
        let text = argument.isEmpty ? nil : String(decoding: argument, as: UTF8.self)
        return .script(interpreter: names.intern(Array(interpreter)), argument: text)
    }
}
