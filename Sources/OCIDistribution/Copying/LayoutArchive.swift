import OCIModel
import TarArchive

/// An image layout in a tar (image-spec, image-layout.md).
enum LayoutArchive {
    static func read(_ archive: ArchiveFile, _ name: String?) throws(DistributionError) -> ArchiveContents {
        let index: ImageIndex = try JSONDocument.decode(try archive.read("index.json"), "index of the archive")
        let chosen = try choose(index.manifests, name, archive)
        let root = try FetchedManifest(
            try archive.read(path(of: chosen.digest)), announcedType: chosen.mediaType, digest: chosen.digest)
        var contents = ArchiveContents(root: root, manifests: [chosen.digest: root.bytes], blobs: [:])
        try collect(root, archive, &contents, depth: 0)
        return contents
    }

    private static func path(of digest: Digest) -> String { "blobs/\(digest.algorithm.rawValue)/\(digest.hex)" }

    private static func choose(
        _ manifests: [Descriptor], _ name: String?, _ archive: ArchiveFile
    ) throws(DistributionError) -> Descriptor {
        let names = manifests.map { $0.annotations[AnnotationName.referenceName] ?? "" }
        if let name {
            let wanted = try? ImageReference(parsing: name, defaults: .unikraft)
            let place = names.firstIndex { written in
                written == name || written.hasSuffix(":\(name)")
                    || wanted != nil && wanted == (try? ImageReference(parsing: written, defaults: .unikraft))
            }
            if let place { return manifests[place] }
            // Some tools write the tag alone.
            if let place = names.firstIndex(where: { !$0.isEmpty && name.hasSuffix(":\($0)") }) {
                return manifests[place]
            }
            throw archive.hasNo(name, names.filter { !$0.isEmpty })
        }
        guard manifests.count == 1 else {
            throw DistributionError(
                manifests.isEmpty ? .notFound : .noMatch,
                manifests.isEmpty
                    ? "the archive holds no image" : "say which image is meant: \(names.joined(separator: ", "))",
                path: archive.path)
        }
        return manifests[0]
    }

    /// Finds what a manifest names. What the archive leaves out is missed when it is asked for.
    private static func collect(
        _ manifest: FetchedManifest, _ archive: ArchiveFile, _ contents: inout ArchiveContents, depth: Int
    ) throws(DistributionError) {
        guard depth <= 8 else { return }
        for descriptor in manifest.document.references where contents.blobs[descriptor.digest] == nil {
            guard let content = archive.content(path(of: descriptor.digest)) else { continue }
            contents.blobs[descriptor.digest] = content
            guard [.index, .manifest].contains(descriptor.mediaType.role) else { continue }
            let bytes = try archive.read(path(of: descriptor.digest))
            contents.manifests[descriptor.digest] = bytes
            try collect(
                FetchedManifest(bytes, announcedType: descriptor.mediaType, digest: descriptor.digest), archive,
                &contents,
                depth: depth + 1)
        }
    }
}
