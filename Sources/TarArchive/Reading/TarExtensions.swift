/// What extended headers say about the entry after them, and about all that follow.
struct TarExtensions {
    private var local: [PaxRecord] = []
    private var global: [PaxRecord] = []
    private var longName: [UInt8]?
    private var longLink: [UInt8]?

    /// Whether no entry is awaited.
    var isEmpty: Bool { local.isEmpty && longName == nil && longLink == nil }

    mutating func startNextEntry() {
        local = []
        longName = nil
        longLink = nil
    }

    /// Takes the content of an extended header.
    mutating func take(
        _ payload: [UInt8], as kind: TarHeader.Extension, offset: UInt64, limits: TarLimits
    ) throws(TarError) {
        switch kind {
        case .paxLocal: local += try PaxRecord.parse(payload, offset: offset)
        case .paxGlobal:
            global += try PaxRecord.parse(payload, offset: offset)
            guard global.reduce(0, { $0 + $1.key.count + $1.value.count }) <= limits.extensionLength else {
                throw TarError(.limitExceeded, offset: offset, message: "the global extended headers are too long")
            }
        case .longName: longName = payload.last == 0 ? payload.dropLast() : payload
        case .longLink: longLink = payload.last == 0 ? payload.dropLast() : payload
        }
    }

    /// Changes an entry as the extended headers say; the later record wins, and an empty one takes nothing away
    /// from the header (POSIX, pax, "pax Extended Header").
    func apply(to entry: inout TarEntry, offset: UInt64, limits: TarLimits) throws(TarError) {
        if let longName { entry.path = longName }
        if let longLink { entry.linkTarget = longLink }
        for record in global + local where !record.value.isEmpty {
            do {
                try record.apply(to: &entry)
            } catch {
                throw TarError(error.code, offset: offset, name: entry.path, error.message)
            }
        }
        for name in [entry.path, entry.linkTarget] {
            guard name.count <= limits.pathLength else {
                throw TarError(
                    .limitExceeded, offset: offset, name: entry.path,
                    "a name of \(name.count) bytes is longer than the bound of \(limits.pathLength)")
            }
            guard !name.contains(0) else {
                throw TarError(.malformed, offset: offset, name: entry.path, "a name holds a zero byte")
            }
        }
        guard !entry.path.isEmpty else {
            throw TarError(.malformed, offset: offset, message: "an entry has no name")
        }
    }
}
