import OCIModel
import TarArchive

/// What `docker save` writes: `manifest.json` names a configuration and layers, which are plain tars
/// (moby's image specification 1.2, "Combined Image JSON + Filesystem Changeset Format").
enum DockerArchive {
    private struct Item: Decodable {
        var config: String
        var tags: [String]?
        var layers: [String]

        enum CodingKeys: String, CodingKey {
            case config = "Config"
            case tags = "RepoTags"
            case layers = "Layers"
        }
    }

    static func read(_ archive: ArchiveFile, _ name: String?) throws(DistributionError) -> ArchiveContents {
        let items: [Item] = try JSONDocument.decode(try archive.read("manifest.json"), "manifest.json of the archive")
        let item = try choose(items, name, archive)
        let bytes = try archive.read(item.config)
        let configuration: ImageConfiguration = try JSONDocument.decode(bytes, "configuration in the archive")
        guard configuration.diffIDs.count == item.layers.count else {
            throw DistributionError(
                .invalidDocument,
                "the configuration names \(configuration.diffIDs.count) layers and manifest.json \(item.layers.count)",
                path: archive.path)
        }
        var contents: [Digest: BlobContent] = [.sha256(of: bytes): BlobContent(bytes)]
        var layers: [Descriptor] = []
        for (diffID, path) in zip(configuration.diffIDs, item.layers) {
            guard let content = archive.content(path) else {
                throw DistributionError(
                    .notFound, "the archive does not hold the layer '\(path.prefix(200))'", path: archive.path)
            }
            // The layers are plain, so that the digest of the blob is that of the tar; it is checked when it is taken.
            contents[diffID] = content
            layers.append(Descriptor(mediaType: .layer, digest: diffID, size: Int64(clamping: content.size)))
        }
        let config = Descriptor(mediaType: .configuration, digest: .sha256(of: bytes), size: Int64(bytes.count))
        let root = try FetchedManifest(ImageManifest(config: config, layers: layers))
        return ArchiveContents(root: root, manifests: [root.descriptor.digest: root.bytes], blobs: contents)
    }

    private static func choose(_ items: [Item], _ name: String?, _ archive: ArchiveFile) throws(DistributionError)
        -> Item
    {
        if let name {
            if let found = items.first(where: { $0.tags?.contains { matches($0, name) } == true }) { return found }
            throw archive.hasNo(name, items.flatMap { $0.tags ?? [] })
        }
        guard let only = items.first, items.count == 1 else {
            let names = items.flatMap { $0.tags ?? [] }.joined(separator: ", ")
            throw DistributionError(
                items.isEmpty ? .notFound : .noMatch,
                items.isEmpty ? "the archive holds no image" : "say which image is meant: \(names)", path: archive.path)
        }
        return only
    }

    private static func matches(_ tag: String, _ name: String) -> Bool {
        guard let tagged = try? ImageReference(parsing: tag, defaults: .dockerHub),
            let wanted = try? ImageReference(parsing: name, defaults: .dockerHub)
        else { return tag == name }
        return tagged == wanted
    }
}
