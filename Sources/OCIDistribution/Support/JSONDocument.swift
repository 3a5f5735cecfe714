import FoundationEssentials
import OCIModel

/// Reads and writes JSON. What is written is the same for the same value: keys are sorted.
enum JSONDocument {
    /// The longest document that is read, in bytes: what the distribution specification asks registries to take.
    static let sizeLimit = 4 << 20

    static func encode(_ value: some Encodable) throws(DistributionError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw DistributionError(.invalidDocument, "a document cannot be written", cause: error)
        }
    }

    static func decode<Value: Decodable>(
        _ bytes: [UInt8], as: Value.Type = Value.self, _ what: String, digest: Digest? = nil
    ) throws(DistributionError) -> Value {
        guard bytes.count <= sizeLimit else {
            throw DistributionError(
                .tooLarge, "the \(what) is longer than \(sizeLimit) bytes, which no proper one is", digest: digest)
        }
        do {
            return try JSONDecoder().decode(Value.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw DistributionError(
                .invalidDocument, "the \(what) is malformed: \(describe(error))", digest: digest)
        } catch {
            throw DistributionError(.invalidDocument, "the \(what) is not JSON", digest: digest)
        }
    }

    private static func describe(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
            let names = (context.codingPath + (key.map { [$0] } ?? [])).map {
                $0.intValue.map { "[\($0)]" } ?? $0.stringValue
            }
            return names.isEmpty ? "" : " in '\(names.joined(separator: "."))'"
        }
        return switch error {
        case .keyNotFound(let key, let context): "a field is missing\(place(context, key))"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): "the wrong kind of value\(place(context))"
        case .dataCorrupted(let context): "\(context.debugDescription)\(place(context))"
        @unknown default: "it cannot be read"
        }
    }
}
