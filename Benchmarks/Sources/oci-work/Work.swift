import OCIDistribution
import OCIModel
import TarArchive

/// Small pieces of work on images, for instruction counts: `oci-work reference|manifest|tar COUNT`.
@main
enum Work {
    static func main() throws {
        let arguments = CommandLine.arguments
        let count = arguments.count > 2 ? Int(arguments[2]) ?? 1 : 1
        switch arguments.count > 1 ? arguments[1] : "" {
        case "reference": print(try parseReferences(count), "tags")
        case "manifest": print(try decodeManifests(count), "layers")
        case "tar": print(try indexArchive(count), "entries")
        default: print("usage: oci-work reference|manifest|tar COUNT")
        }
    }

    private static func parseReferences(_ count: Int) throws -> Int {
        let digest = "sha256:" + String(repeating: "0123456789abcdef", count: 4)
        let texts = [
            "nginx", "unikraft.org/base:latest", "registry.example:5000/team/project/app:v1.2.3",
            "127.0.0.1:5000/app@\(digest)", "docker.io/library/debian:bookworm-slim@\(digest)",
        ]
        var tags = 0
        for number in 0..<count {
            let reference = try ImageReference(parsing: texts[number % texts.count], defaults: .dockerHub)
            if reference.tag != nil { tags += 1 }
        }
        return tags
    }

    /// Manifests with ten layers, each with two annotations.
    private static func decodeManifests(_ count: Int) throws -> Int {
        let layers = (0..<10).map { number in
            Descriptor(
                mediaType: .gzipLayer, digest: .sha256(of: [UInt8(number)]), size: 1 << 20,
                annotations: ["org.example.number": "\(number)", "org.unikraft.kernel.image": "/unikraft/bin/kernel"])
        }
        let config = Descriptor(mediaType: .configuration, digest: .sha256(of: []), size: 1000)
        let bytes = try FetchedManifest(ImageManifest(config: config, layers: layers)).bytes
        var found = 0
        for _ in 0..<count {
            if case .manifest(let manifest) = try FetchedManifest(bytes).document { found += manifest.layers.count }
        }
        return found
    }

    /// Writes an archive of so many small files in memory, and indexes it.
    private static func indexArchive(_ count: Int) throws -> Int {
        var writer = TarWriter([UInt8]())
        let content = [UInt8](repeating: 7, count: 700)
        for number in 0..<count {
            let path = Array("usr/share/package-\(number % 50)/directory/file-\(number)".utf8)
            var entry = TarEntry(path: path, kind: .regular, mode: 0o644, size: UInt64(content.count))
            // A fraction of a second needs a pax header, as many layers have.
            if number % 4 == 0 { entry.modificationNanoseconds = 500 }
            try writer.append(entry, content: content)
        }
        let archive = try writer.finish()
        var indexer = TarIndexer()
        try indexer.consume(archive.span)
        return try indexer.finish().entries.count
    }
}
