/// Says what a blob is, how long it is and how its bytes are checked (image-spec, descriptor.md).
public struct Descriptor: Sendable, Hashable, Codable {
    /// The type of the blob.
    public var mediaType: MediaType
    /// The digest of the blob.
    public var digest: Digest
    /// The length of the blob in bytes.
    public var size: Int64
    /// Other places to fetch the blob from. They are never used.
    public var urls: [String]
    /// Free text by name.
    public var annotations: [String: String]
    /// What the manifest is made for, in an index.
    public var platform: ImagePlatform?
    /// The type of the artifact that a manifest describes.
    public var artifactType: String?

    /// Creates a descriptor.
    ///
    /// - Parameters:
    ///   - mediaType: The type of the blob.
    ///   - digest: The digest of the blob.
    ///   - size: The length of the blob in bytes.
    ///   - annotations: Free text by name.
    ///   - platform: What the manifest is made for, in an index.
    ///   - artifactType: The type of the artifact that a manifest describes.
    public init(
        mediaType: MediaType, digest: Digest, size: Int64, annotations: [String: String] = [:],
        platform: ImagePlatform? = nil, artifactType: String? = nil
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        urls = []
        self.annotations = annotations
        self.platform = platform
        self.artifactType = artifactType
    }

    private enum CodingKeys: String, CodingKey {
        case mediaType, digest, size, urls, annotations, platform, artifactType
    }

    /// Reads a descriptor.
    ///
    /// - Parameter decoder: The source.
    /// - Throws: `DecodingError`; also for a size below zero.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        mediaType = try container.decode(MediaType.self, forKey: .mediaType)
        digest = try container.decode(Digest.self, forKey: .digest)
        size = try container.decode(Int64.self, forKey: .size)
        guard size >= 0 else {
            throw DecodingError.dataCorruptedError(
                forKey: .size, in: container, debugDescription: "a size of \(size) bytes is below zero")
        }
        urls = try container.decodeIfPresent([String].self, forKey: .urls) ?? []
        annotations = try container.decodeIfPresent([String: String].self, forKey: .annotations) ?? [:]
        platform = try container.decodeIfPresent(ImagePlatform.self, forKey: .platform)
        artifactType = try container.decodeIfPresent(String.self, forKey: .artifactType)
    }

    /// Writes a descriptor without its empty fields.
    ///
    /// - Parameter encoder: The target.
    /// - Throws: What the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(mediaType, forKey: .mediaType)
        try container.encode(digest, forKey: .digest)
        try container.encode(size, forKey: .size)
        if !urls.isEmpty { try container.encode(urls, forKey: .urls) }
        if !annotations.isEmpty { try container.encode(annotations, forKey: .annotations) }
        try container.encodeIfPresent(platform, forKey: .platform)
        try container.encodeIfPresent(artifactType, forKey: .artifactType)
    }
}
