/// A manifest: the configuration and the layers of one image (image-spec, manifest.md).
public struct ImageManifest: Sendable, Hashable, Codable {
    /// The manifest's own type; old manifests leave it out.
    public var mediaType: MediaType?
    /// The type of the artifact, when this is not an image.
    public var artifactType: String?
    /// The configuration.
    public var config: Descriptor
    /// The layers, the lowest first.
    public var layers: [Descriptor]
    /// The manifest that this one refers to.
    public var subject: Descriptor?
    /// Free text by name.
    public var annotations: [String: String]

    /// Creates a manifest of the image specification.
    ///
    /// - Parameters:
    ///   - config: The configuration.
    ///   - layers: The layers, the lowest first.
    ///   - annotations: Free text by name.
    ///   - artifactType: The type of the artifact, when this is not an image.
    ///   - subject: The manifest that this one refers to.
    public init(
        config: Descriptor, layers: [Descriptor], annotations: [String: String] = [:], artifactType: String? = nil,
        subject: Descriptor? = nil
    ) {
        mediaType = .manifest
        self.artifactType = artifactType
        self.config = config
        self.layers = layers
        self.subject = subject
        self.annotations = annotations
    }

    private enum CodingKeys: String, CodingKey {
        case schemaVersion, mediaType, artifactType, config, layers, subject, annotations, manifests
    }

    /// Reads a manifest.
    ///
    /// - Parameter decoder: The source.
    /// - Throws: `DecodingError`; also for a document that is a manifest and an index at once.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try SchemaVersion.check(container, .schemaVersion)
        guard !container.contains(.manifests) else {
            throw DecodingError.dataCorruptedError(
                forKey: .manifests, in: container, debugDescription: "a manifest cannot be an index at the same time")
        }
        mediaType = try container.decodeIfPresent(MediaType.self, forKey: .mediaType)
        if let mediaType, mediaType.role != .manifest {
            throw DecodingError.dataCorruptedError(
                forKey: .mediaType, in: container, debugDescription: "'\(mediaType)' is not the type of a manifest")
        }
        artifactType = try container.decodeIfPresent(String.self, forKey: .artifactType)
        config = try container.decode(Descriptor.self, forKey: .config)
        layers = try container.decodeIfPresent([Descriptor].self, forKey: .layers) ?? []
        subject = try container.decodeIfPresent(Descriptor.self, forKey: .subject)
        annotations = try container.decodeIfPresent([String: String].self, forKey: .annotations) ?? [:]
    }

    /// Writes a manifest without its empty fields.
    ///
    /// - Parameter encoder: The target.
    /// - Throws: What the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(SchemaVersion.current, forKey: .schemaVersion)
        try container.encodeIfPresent(mediaType, forKey: .mediaType)
        try container.encodeIfPresent(artifactType, forKey: .artifactType)
        try container.encode(config, forKey: .config)
        try container.encode(layers, forKey: .layers)
        try container.encodeIfPresent(subject, forKey: .subject)
        if !annotations.isEmpty { try container.encode(annotations, forKey: .annotations) }
    }
}
