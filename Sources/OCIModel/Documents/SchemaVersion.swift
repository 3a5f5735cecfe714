/// The field `schemaVersion` of manifests and indexes: 2 in every document since 2016.
enum SchemaVersion {
    static let current = 2

    /// Refuses a document of another version; one that leaves the field out is taken.
    static func check<Key: CodingKey>(_ container: KeyedDecodingContainer<Key>, _ key: Key) throws {
        let version = try container.decodeIfPresent(Int.self, forKey: key) ?? current
        guard version == current else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: container,
                debugDescription:
                    "version \(version) of manifests is not supported; push the image again with a newer tool")
        }
    }
}
