/// Builds the index of an archive from its bytes as they come, for example while a layer is inflated.
///
/// It keeps the headers only. Understood are the formats of POSIX (ustar and pax), of GNU tar, and of Unix V7.
public struct TarIndexer: ~Copyable {
    /// The number of bytes consumed so far.
    public private(set) var position: UInt64 = 0
    /// Whether the end marker was met: two blocks of zeros. What follows is ignored.
    public private(set) var isAtEnd = false

    private let limits: TarLimits
    /// The entries that were met so far.
    public private(set) var entries: [TarEntry] = []
    private var header: [UInt8] = []
    private var contentRemaining: UInt64 = 0
    private var paddingRemaining: UInt64 = 0
    private var payload: [UInt8] = []
    private var payloadRemaining = 0
    private var payloadKind = TarHeader.Extension.paxLocal
    private var extensions = TarExtensions()
    private var sawZeroBlock = false

    /// Starts at the first byte of an archive.
    ///
    /// - Parameter limits: Bounds on what is accepted.
    public init(limits: TarLimits = TarLimits()) {
        self.limits = limits
        header.reserveCapacity(TarHeader.blockSize)
    }

    /// Takes the next bytes of the archive.
    ///
    /// - Parameter bytes: Any number of bytes.
    /// - Throws: ``TarError``; the indexer is then of no further use.
    public mutating func consume(_ bytes: Span<UInt8>) throws(TarError) {
        var rest = bytes
        while rest.count > 0 {
            if isAtEnd {
                position += UInt64(rest.count)
                return
            }
            let taken: Int
            if contentRemaining > 0 || paddingRemaining > 0 {
                taken = Int(skipContent(upTo: UInt64(rest.count)))
            } else if payloadRemaining > 0 {
                taken = min(payloadRemaining, rest.count)
                payload.append(rest.extracting(first: taken))
                payloadRemaining -= taken
                position += UInt64(taken)
                if payloadRemaining == 0 { try finishPayload() }
            } else {
                taken = min(TarHeader.blockSize - header.count, rest.count)
                header.append(rest.extracting(first: taken))
                position += UInt64(taken)
                if header.count == TarHeader.blockSize {
                    try takeHeader()
                    header.removeAll(keepingCapacity: true)
                }
            }
            rest = rest.extracting(taken...)
        }
    }

    /// Skips content of the current entry that need not be read.
    ///
    /// - Parameter available: The number of bytes that may be skipped.
    /// - Returns: The number of bytes that were skipped.
    public mutating func skipContent(upTo available: UInt64) -> UInt64 {
        let content = min(contentRemaining, available)
        contentRemaining -= content
        let padding = min(paddingRemaining, available - content)
        paddingRemaining -= padding
        position += content + padding
        return content + padding
    }

    /// Ends the archive. The end marker may be missing, as GNU tar allows; half an entry may not.
    ///
    /// - Returns: The index.
    /// - Throws: ``TarError`` with the code `truncated`.
    public consuming func finish() throws(TarError) -> TarIndex {
        guard contentRemaining == 0, payloadRemaining == 0, header.isEmpty, extensions.isEmpty else {
            throw TarError(
                .truncated, offset: position, name: entries.last?.path ?? [],
                "the archive ends inside this entry or the one after it; fetch it again")
        }
        return TarIndex(entries: entries)
    }

    private mutating func takeHeader() throws(TarError) {
        let offset = position - UInt64(TarHeader.blockSize)
        if header.allSatisfy({ $0 == 0 }) {
            isAtEnd = sawZeroBlock
            sawZeroBlock = true
            return
        }
        guard !sawZeroBlock else {
            throw TarError(.malformed, offset: offset, message: "data follows a block of zeros; this is no proper tar")
        }
        let parsed = try TarHeader(header, offset: offset)
        switch try parsed.content() {
        case .skipped(let size):
            setContent(size)
        case .extended(let kind, let size):
            guard size <= UInt64(limits.extensionLength) else {
                throw TarError(
                    .limitExceeded, offset: offset, name: parsed.path,
                    "its extended header of \(size) bytes is longer than the bound of \(limits.extensionLength)")
            }
            payloadKind = kind
            payload.removeAll(keepingCapacity: true)
            payloadRemaining = Int(size)
            if size == 0 { try finishPayload() }
        case .member(var entry):
            try extensions.apply(to: &entry, offset: offset, limits: limits)
            extensions.startNextEntry()
            guard entries.count < limits.entries else {
                throw TarError(
                    .limitExceeded, offset: offset, name: entry.path,
                    "the archive has more than \(limits.entries) entries")
            }
            entry.contentOffset = position
            // Only regular files have content, whatever the size field says (POSIX, pax, "ustar", `size`).
            if entry.kind != .regular { entry.size = 0 }
            setContent(entry.size)
            entries.append(entry)
        }
    }

    private mutating func setContent(_ size: UInt64) {
        contentRemaining = size
        paddingRemaining = TarHeader.padding(after: size)
    }

    private mutating func finishPayload() throws(TarError) {
        paddingRemaining = TarHeader.padding(after: UInt64(payload.count))
        try extensions.take(payload, as: payloadKind, offset: position - UInt64(payload.count), limits: limits)
    }
}
