public import OCIModel

/// A manifest or an index as a registry, a store or an archive holds it.
public struct FetchedManifest: Sendable, Hashable {
    /// What it is; the digest has been checked.
    public var descriptor: Descriptor
    /// The bytes, which must be handed on as they are.
    public var bytes: [UInt8]
    /// What the bytes say.
    public var document: ImageDocument

    /// Takes bytes that have been fetched.
    ///
    /// The type is that of the document; what a server says is used only when the document does not name one.
    ///
    /// - Parameters:
    ///   - bytes: The manifest.
    ///   - announcedType: The type that the server, or a descriptor, gave.
    ///   - digest: The digest that it must have; nil takes any.
    /// - Throws: ``DistributionError`` with the code `digestMismatch`, `invalidDocument` or `unsupported`.
    public init(_ bytes: [UInt8], announcedType: MediaType? = nil, digest: Digest? = nil) throws(DistributionError) {
        if let digest, !ContentHasher.matches(bytes, digest) {
            throw DistributionError(
                .digestMismatch, "the manifest's bytes do not have this digest; it was changed on the way",
                digest: digest)
        }
        self.bytes = bytes
        document = try JSONDocument.decode(bytes, "manifest", digest: digest)
        var type = document.mediaType
        if case .manifest(let manifest) = document, manifest.mediaType == nil, announcedType?.role == .manifest {
            type = announcedType ?? type
        } else if case .index(let index) = document, index.mediaType == nil, announcedType?.role == .index {
            type = announcedType ?? type
        }
        descriptor = Descriptor(mediaType: type, digest: digest ?? .sha256(of: bytes), size: Int64(bytes.count))
    }

    /// Makes a manifest to be stored or pushed.
    ///
    /// - Parameter manifest: What it says.
    /// - Throws: ``DistributionError`` when it cannot be written.
    public init(_ manifest: ImageManifest) throws(DistributionError) {
        bytes = try JSONDocument.encode(manifest)
        document = .manifest(manifest)
        descriptor = Descriptor(
            mediaType: manifest.mediaType ?? .manifest, digest: .sha256(of: bytes), size: Int64(bytes.count))
    }

    /// Makes an index to be stored or pushed.
    ///
    /// - Parameter index: What it says.
    /// - Throws: ``DistributionError`` when it cannot be written.
    public init(_ index: ImageIndex) throws(DistributionError) {
        bytes = try JSONDocument.encode(index)
        document = .index(index)
        descriptor = Descriptor(
            mediaType: index.mediaType ?? .index, digest: .sha256(of: bytes), size: Int64(bytes.count))
    }
}
