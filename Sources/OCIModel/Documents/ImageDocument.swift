/// What a registry keeps under a tag: a manifest, or an index of manifests.
public enum ImageDocument: Sendable, Hashable, Decodable {
    /// One image.
    case manifest(ImageManifest)
    /// Images for several platforms.
    case index(ImageIndex)

    private enum CodingKeys: String, CodingKey {
        case mediaType, manifests
    }

    /// Reads whichever of the two it is: by its own `mediaType`, else by its fields.
    ///
    /// - Parameter decoder: The source.
    /// - Throws: `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let mediaType = try container.decodeIfPresent(MediaType.self, forKey: .mediaType)
        let isIndex = mediaType.map { $0.role == .index } ?? container.contains(.manifests)
        self = isIndex ? .index(try ImageIndex(from: decoder)) : .manifest(try ImageManifest(from: decoder))
    }

    /// The type that the document names, or the image specification's for what it is.
    public var mediaType: MediaType {
        switch self {
        case .manifest(let manifest): manifest.mediaType ?? .manifest
        case .index(let index): index.mediaType ?? .index
        }
    }

    /// The blobs that the document names, each with its descriptor.
    public var references: [Descriptor] {
        switch self {
        case .manifest(let manifest): [manifest.config] + manifest.layers
        case .index(let index): index.manifests
        }
    }
}
