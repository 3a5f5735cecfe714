/// An index: manifests of one image for several platforms (image-spec, image-index.md).
public struct ImageIndex: Sendable, Hashable, Codable {
    /// The index's own type; old ones leave it out.
    public var mediaType: MediaType?
    /// The type of the artifact, when this is not an image.
    public var artifactType: String?
    /// The manifests, in the order in which a client prefers them.
    public var manifests: [Descriptor]
    /// The manifest that this index refers to.
    public var subject: Descriptor?
    /// Free text by name.
    public var annotations: [String: String]

    /// Creates an index of the image specification.
    ///
    /// - Parameters:
    ///   - manifests: The manifests.
    ///   - annotations: Free text by name.
    public init(manifests: [Descriptor], annotations: [String: String] = [:]) {
        mediaType = .index
        artifactType = nil
        self.manifests = manifests
        subject = nil
        self.annotations = annotations
    }

    private enum CodingKeys: String, CodingKey {
        case schemaVersion, mediaType, artifactType, manifests, subject, annotations, config, layers
    }

    /// Reads an index.
    ///
    /// - Parameter decoder: The source.
    /// - Throws: `DecodingError`; also for a document that is an index and a manifest at once.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try SchemaVersion.check(container, .schemaVersion)
        guard !container.contains(.layers), !container.contains(.config) else {
            throw DecodingError.dataCorruptedError(
                forKey: .layers, in: container, debugDescription: "an index cannot be a manifest at the same time")
        }
        mediaType = try container.decodeIfPresent(MediaType.self, forKey: .mediaType)
        if let mediaType, mediaType.role != .index {
            throw DecodingError.dataCorruptedError(
                forKey: .mediaType, in: container, debugDescription: "'\(mediaType)' is not the type of an index")
        }
        artifactType = try container.decodeIfPresent(String.self, forKey: .artifactType)
        manifests = try container.decodeIfPresent([Descriptor].self, forKey: .manifests) ?? []
        subject = try container.decodeIfPresent(Descriptor.self, forKey: .subject)
        annotations = try container.decodeIfPresent([String: String].self, forKey: .annotations) ?? [:]
    }

    /// Writes an index without its empty fields.
    ///
    /// - Parameter encoder: The target.
    /// - Throws: What the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(SchemaVersion.current, forKey: .schemaVersion)
        try container.encodeIfPresent(mediaType, forKey: .mediaType)
        try container.encodeIfPresent(artifactType, forKey: .artifactType)
        try container.encode(manifests, forKey: .manifests)
        try container.encodeIfPresent(subject, forKey: .subject)
        if !annotations.isEmpty { try container.encode(annotations, forKey: .annotations) }
    }
}
