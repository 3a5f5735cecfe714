/// The configuration of an image: its platform, what it runs, and its layers (image-spec, config.md).
public struct ImageConfiguration: Sendable, Hashable, Codable {
    /// When the image was made (RFC 3339).
    public var created: String?
    /// Who made it.
    public var author: String?
    /// What it is made for.
    public var platform: ImagePlatform
    /// What it runs, and how.
    public var config: ExecutionParameters
    /// The digests of the layers without compression, the lowest first.
    public var diffIDs: [Digest]
    /// How the layers came about, the lowest first.
    public var history: [HistoryEntry]

    /// Creates a configuration.
    ///
    /// - Parameters:
    ///   - platform: What the image is made for.
    ///   - config: What it runs, and how.
    ///   - diffIDs: The digests of the layers without compression, the lowest first.
    ///   - created: When the image was made (RFC 3339).
    public init(
        platform: ImagePlatform, config: ExecutionParameters = ExecutionParameters(), diffIDs: [Digest] = [],
        created: String? = nil
    ) {
        self.created = created
        author = nil
        self.platform = platform
        self.config = config
        self.diffIDs = diffIDs
        history = []
    }

    private enum CodingKeys: String, CodingKey {
        case created, author, config, rootfs, history
    }

    private enum LayerKeys: String, CodingKey {
        case type
        case diffIDs = "diff_ids"
    }

    /// Reads a configuration.
    ///
    /// - Parameter decoder: The source.
    /// - Throws: `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        created = try container.decodeIfPresent(String.self, forKey: .created)
        author = try container.decodeIfPresent(String.self, forKey: .author)
        platform = try ImagePlatform(from: decoder)
        config = try container.decodeIfPresent(ExecutionParameters.self, forKey: .config) ?? ExecutionParameters()
        history = try container.decodeIfPresent([HistoryEntry].self, forKey: .history) ?? []
        diffIDs = []
        if container.contains(.rootfs) {
            let layers = try container.nestedContainer(keyedBy: LayerKeys.self, forKey: .rootfs)
            diffIDs = try layers.decodeIfPresent([Digest].self, forKey: .diffIDs) ?? []
        }
    }

    /// Writes a configuration without its empty fields.
    ///
    /// - Parameter encoder: The target.
    /// - Throws: What the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        try platform.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(created, forKey: .created)
        try container.encodeIfPresent(author, forKey: .author)
        try container.encode(config, forKey: .config)
        if !history.isEmpty { try container.encode(history, forKey: .history) }
        var layers = container.nestedContainer(keyedBy: LayerKeys.self, forKey: .rootfs)
        try layers.encode("layers", forKey: .type)
        try layers.encode(diffIDs, forKey: .diffIDs)
    }
}
