import TarArchive

/// A tar that is made while it is read: pieces from memory and pieces of files, one after another.
enum TarContent {
    /// A tar with one entry.
    static func content(of entry: TarEntry, _ file: BlobContent) throws -> BlobContent {
        try content(of: [(entry, file)])
    }

    /// A tar with several entries.
    static func content(of members: [(TarEntry, BlobContent)]) throws -> BlobContent {
        var parts: [BlobContent] = []
        for (entry, content) in members {
            parts.append(BlobContent(try TarWriter<[UInt8]>.header(of: entry)))
            parts.append(content)
            parts.append(BlobContent([UInt8](repeating: 0, count: Int((512 - content.size % 512) % 512))))
        }
        parts.append(BlobContent([UInt8](repeating: 0, count: 1024)))
        return concatenation(of: parts.filter { $0.size > 0 })
    }

    /// Content that is made of parts.
    static func concatenation(of parts: [BlobContent]) -> BlobContent {
        BlobContent(size: parts.reduce(0) { $0 + $1.size }) { offset in
            let state = PartReader(parts, skipping: offset)
            return { try await state.next() }
        }
    }

    /// Reads one part after another, for one reader.
    private final class PartReader: @unchecked Sendable {
        // Unchecked: content has one reader, which asks for one piece after another.
        private var rest: ArraySlice<BlobContent>
        private var skipped: UInt64
        private var current: BlobContent.Read?

        init(_ parts: [BlobContent], skipping offset: UInt64) {
            rest = parts[...]
            skipped = offset
        }

        func next() async throws -> [UInt8]? {
            while true {
                if let piece = try await current?() { return piece }
                guard let part = rest.popFirst() else { return nil }
                let start = min(skipped, part.size)
                skipped -= start
                current = start == part.size ? nil : try await part.reader(from: start)
            }
        }
    }
}
