import OCIModel
import Testing

@Suite("Digests")
struct DigestTests {
    static let hex = String(repeating: "0123456789abcdef", count: 4)

    @Test func aDigestIsReadAndWritten() throws {
        let digest = try Digest(parsing: "sha256:\(Self.hex)")
        #expect(digest.algorithm == .sha256)
        #expect(digest.hex == Self.hex)
        #expect(digest.description == "sha256:\(Self.hex)")
        #expect(digest.abbreviated == "0123456789ab")
        #expect(try Digest(parsing: "sha512:\(Self.hex)\(Self.hex)").algorithm == .sha512)
    }

    @Test func aDigestIsMadeFromBytes() {
        let bytes = (0..<32).map { UInt8($0 * 8) }
        #expect(Digest(.sha256, bytes: bytes)?.hex.hasPrefix("0008101820") == true)
        #expect(Digest(.sha512, bytes: bytes) == nil)
    }

    @Test(arguments: [
        "", "sha256", "sha256:", "sha256:abc", "md5:\(hex)", "SHA256:\(hex)", "sha256:\(hex.uppercased())",
        "sha256:../../../../etc/passwd", "sha256:\(hex)0", "sha256:\(hex.dropLast())/", "sha512:\(hex)", ":\(hex)",
        "sha256:\(hex)\n", "sha256: \(hex.dropLast())",
    ])
    func whatIsNoDigestIsRefused(text: String) {
        #expect { try Digest(parsing: text) } throws: { ($0 as? OCIModelError)?.code == .invalidDigest }
    }

    @Test func theErrorSaysWhere() {
        #expect {
            try Digest(parsing: "sha256:\(Self.hex.dropLast())Z")
        } throws: { error in
            (error as? OCIModelError)?.offset == 70
        }
    }
}
