public import OCIModel
public import SystemPackage
import TarArchive

extension ImageStore {
    /// Writes an image into an archive: an image layout in a tar (`oci-archive`). The same image gives the same bytes.
    ///
    /// - Parameters:
    ///   - reference: The image.
    ///   - path: The archive; it appears complete or not at all.
    /// - Throws: ``DistributionError``; `notFound` when the store does not hold all of the image.
    public func export(_ reference: ImageReference, to path: FilePath) async throws {
        guard let root = try descriptor(of: reference) else {
            throw DistributionError(
                .notFound, "the store has no image of that name; pull it first", reference: reference.description)
        }
        var entry = root
        entry.annotations[AnnotationName.referenceName] = Self.tagName(of: reference)
        let index = try JSONDocument.encode(ImageIndex(manifests: [entry]))
        var members = [
            try Self.member("index.json", BlobContent(index)),
            try Self.member("oci-layout", BlobContent(Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))),
        ]
        var blobs: [Digest: Descriptor] = [:]
        try collect(root, &blobs)
        for descriptor in blobs.values.sorted(by: { $0.digest < $1.digest }) {
            let name = "blobs/\(descriptor.digest.algorithm.rawValue)/\(descriptor.digest.hex)"
            members.append(try Self.member(name, try content(of: descriptor)))
        }
        try await FileContent.write(try TarContent.content(of: members), to: path)
    }

    private static func member(_ name: String, _ content: BlobContent) throws -> (TarEntry, BlobContent) {
        (TarEntry(path: Array(name.utf8), kind: .regular, mode: 0o644, size: content.size), content)
    }

    private func collect(_ descriptor: Descriptor, _ blobs: inout [Digest: Descriptor]) throws(DistributionError) {
        // An index may name manifests that were not pulled.
        guard blobs[descriptor.digest] == nil, contains(descriptor.digest) else { return }
        blobs[descriptor.digest] = descriptor
        guard [.index, .manifest].contains(descriptor.mediaType.role) else { return }
        for reference in try manifest(descriptor).document.references { try collect(reference, &blobs) }
    }
}
