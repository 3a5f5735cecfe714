/// The digest of a blob: an algorithm and its value (image-spec, descriptor.md, "Digests").
///
/// A value of this type has the length and the alphabet of its algorithm, so it can stand in a file name or
/// a URL as it is.
public struct Digest: Sendable, Hashable {
    /// A hash function that the image specification registers.
    public enum Algorithm: String, Sendable, Hashable, CaseIterable {
        /// SHA-256: 32 bytes.
        case sha256
        /// SHA-512: 64 bytes.
        case sha512

        /// The length of a value in bytes.
        public var byteCount: Int { self == .sha256 ? 32 : 64 }
    }

    /// The hash function.
    public let algorithm: Algorithm
    /// The value in lower-case hexadecimal digits.
    public let hex: String

    /// Reads `algorithm:hex`.
    ///
    /// - Parameter text: For example `sha256:` and 64 digits.
    /// - Throws: ``OCIModelError`` with the code `invalidDigest`.
    public init(parsing text: some StringProtocol) throws(OCIModelError) {
        func invalid(_ offset: Int?, _ reason: String) -> OCIModelError {
            OCIModelError(
                code: .invalidDigest, text: String(text), offset: offset, reason: reason,
                remedy: "A digest looks like sha256: with 64 of the digits 0-9a-f after it.")
        }
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { throw invalid(nil, "there is no ':'") }
        let name = String(text[..<colon])
        guard let algorithm = Algorithm(rawValue: name) else {
            throw invalid(0, "the algorithm is neither sha256 nor sha512")
        }
        let hex = text[text.utf8.index(after: colon)...]
        let start = name.utf8.count + 1
        if let bad = hex.utf8.enumerated().first(where: { !isLowercaseHexDigit($0.element) }) {
            throw invalid(start + bad.offset, "there is something other than a digit 0-9a-f")
        }
        guard hex.utf8.count == algorithm.byteCount * 2 else {
            throw invalid(nil, "\(hex.utf8.count) digits instead of \(algorithm.byteCount * 2)")
        }
        self.algorithm = algorithm
        self.hex = String(hex)
    }

    /// Takes the value that a hash function gave; nil when the number of bytes is not that of the algorithm.
    ///
    /// - Parameters:
    ///   - algorithm: The hash function.
    ///   - bytes: Its value.
    public init?(_ algorithm: Algorithm, bytes: some Collection<UInt8>) {
        guard bytes.count == algorithm.byteCount else { return nil }
        self.init(computed: algorithm, bytes: bytes)
    }

    /// Takes the value of a hash function, which has the right length by itself.
    ///
    /// - Parameters:
    ///   - algorithm: The hash function.
    ///   - bytes: Its value.
    package init(computed algorithm: Algorithm, bytes: some Collection<UInt8>) {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        self.algorithm = algorithm
        hex = String(decoding: text, as: UTF8.self)
    }

    /// The first twelve digits, for people.
    public var abbreviated: String { String(hex.prefix(12)) }
}

extension Digest: CustomStringConvertible {
    /// The digest as it is written: `sha256:…`.
    public var description: String { "\(algorithm.rawValue):\(hex)" }
}

extension Digest: Comparable {
    /// Orders by algorithm, then by value.
    public static func < (left: Digest, right: Digest) -> Bool {
        (left.algorithm.rawValue, left.hex) < (right.algorithm.rawValue, right.hex)
    }
}

extension Digest: Codable {
    /// Reads the digest from its text.
    ///
    /// - Parameter decoder: The source.
    /// - Throws: `DecodingError` that names the place and holds an ``OCIModelError``.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(parsing: text)
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: error.description, underlyingError: error))
        }
    }

    /// Writes the digest as text.
    ///
    /// - Parameter encoder: The target.
    /// - Throws: What the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

private func isLowercaseHexDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}
