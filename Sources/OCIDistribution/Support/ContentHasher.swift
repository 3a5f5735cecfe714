import Crypto
import FoundationEssentials
public import OCIModel

/// Computes the digest of content that comes in pieces.
struct ContentHasher: Sendable {
    private enum Function {
        case sha256(SHA256)
        case sha512(SHA512)
    }

    private var function: Function

    init(_ algorithm: OCIModel.Digest.Algorithm) {
        function = algorithm == .sha256 ? .sha256(SHA256()) : .sha512(SHA512())
    }

    mutating func update(_ bytes: some DataProtocol) {
        switch function {
        case .sha256(var hash):
            function = .sha256(SHA256())
            hash.update(data: bytes)
            function = .sha256(hash)
        case .sha512(var hash):
            function = .sha512(SHA512())
            hash.update(data: bytes)
            function = .sha512(hash)
        }
    }

    /// Whether the content so far has a digest.
    func matches(_ digest: OCIModel.Digest) -> Bool { value == digest }

    /// The digest of the content so far.
    var value: OCIModel.Digest {
        switch function {
        case .sha256(let hash): OCIModel.Digest(computed: .sha256, bytes: Array(hash.finalize()))
        case .sha512(let hash): OCIModel.Digest(computed: .sha512, bytes: Array(hash.finalize()))
        }
    }

    static func matches(_ bytes: [UInt8], _ digest: OCIModel.Digest) -> Bool {
        var hasher = ContentHasher(digest.algorithm)
        hasher.update(bytes)
        return hasher.matches(digest)
    }
}

extension OCIModel.Digest {
    /// The SHA-256 digest of bytes in memory.
    ///
    /// - Parameter bytes: The bytes.
    /// - Returns: Their digest.
    public static func sha256(of bytes: [UInt8]) -> OCIModel.Digest {
        OCIModel.Digest(computed: .sha256, bytes: Array(SHA256.hash(data: bytes)))
    }
}
