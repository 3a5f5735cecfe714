import SystemPackage
import TarArchive

/// Tells archives of images from archives of files: by the documents at their root, and by nothing else lying there
/// than such archives hold. So a look at the first entries of most others is enough.
struct ImageArchiveDetection: ~Copyable {
    private var indexer = TarIndexer()
    private var looked = 0
    private var documents: Set<String> = []
    private var isRuledOut = false

    /// Whether a tar archive, plain or compressed with gzip, holds images.
    ///
    /// - Parameter path: The archive.
    /// - Returns: Whether it does; false for a damaged one.
    static func holdsImages(_ path: FilePath) -> Bool {
        var detection = ImageArchiveDetection()
        do {
            var head: [UInt8] = []
            try ByteStream.read(path, length: min(2, fileSize(path))) { head += $0 }
            // The magic of gzip (RFC 1952, section 2.3.1).
            if head == [0x1f, 0x8b] {
                try ByteStream.inflate(path) { piece in try detection.take(piece.span) }
            } else {
                try detection.read(path)
            }
        } catch {
            return false
        }
        return detection.isFound
    }

    private struct RuledOut: Error {}

    /// image-spec, image-layout.md; moby's image specification 1.2.
    private var isFound: Bool {
        !isRuledOut && (documents.isSuperset(of: ["oci-layout", "index.json"]) || documents.contains("manifest.json"))
    }

    private mutating func read(_ path: FilePath) throws {
        let size = try fileSize(path)
        while !indexer.isAtEnd, indexer.position < size {
            // Only headers are read.
            _ = indexer.skipContent(upTo: size - indexer.position)
            let length = min(4096, size - indexer.position)
            try ByteStream.read(path, offset: indexer.position, length: length) { try take($0.span) }
        }
    }

    private mutating func take(_ bytes: Span<UInt8>) throws {
        try indexer.consume(bytes)
        for entry in indexer.entries[looked...] {
            let name = String(decoding: try entry.canonicalPath(), as: UTF8.self)
            guard Self.isPlausible(name) else {
                isRuledOut = true
                throw RuledOut()
            }
            if entry.kind == .regular { documents.insert(name) }
        }
        looked = indexer.entries.count
    }

    /// Whether archives of images have such a name: a document, or what is named by a digest.
    private static func isPlausible(_ name: String) -> Bool {
        let top = name.prefix { $0 != "/" }
        if ["", "oci-layout", "index.json", "manifest.json", "repositories", "config.json", "blobs"].contains(top) {
            return true
        }
        let digits = top.hasPrefix("sha256:") ? top.dropFirst(7) : top
        return digits.utf8.prefix(64).count { Character(UnicodeScalar($0)).isHexDigit } == 64
    }
}
