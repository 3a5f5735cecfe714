/// How a layer came about (image-spec, config.md, `history`).
public struct HistoryEntry: Sendable, Hashable, Codable {
    /// When (RFC 3339).
    public var created: String?
    /// The command that made it.
    public var createdBy: String?
    /// Who made it.
    public var author: String?
    /// Free text.
    public var comment: String?
    /// Whether the step changed no file, so that no layer goes with it.
    public var emptyLayer: Bool?

    /// Creates an entry.
    ///
    /// - Parameters:
    ///   - createdBy: The command that made the layer.
    ///   - created: When (RFC 3339).
    ///   - emptyLayer: Whether the step changed no file.
    public init(createdBy: String?, created: String? = nil, emptyLayer: Bool? = nil) {
        self.created = created
        self.createdBy = createdBy
        author = nil
        comment = nil
        self.emptyLayer = emptyLayer
    }

    private enum CodingKeys: String, CodingKey {
        case created, author, comment
        case createdBy = "created_by"
        case emptyLayer = "empty_layer"
    }
}
