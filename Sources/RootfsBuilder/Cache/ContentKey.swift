import Crypto

/// A name for something that is made from other things: the SHA-256 of all of them.
struct ContentKey: Sendable, Hashable {
    /// 64 hexadecimal digits.
    let text: String

    /// Takes over digits that were written down.
    init(text: String) {
        self.text = text
    }

    init(_ digest: SHA256.Digest) {
        text = hexadecimal(digest)
    }

    /// Combines parts; each counts with its length, so that no two lists of parts are taken for one another.
    init(_ parts: [String]) {
        var hasher = SHA256()
        for part in parts {
            let bytes = Array(part.utf8)
            hasher.update(data: Array("\(bytes.count):".utf8))
            hasher.update(data: bytes)
        }
        self.init(hasher.finalize())
    }
}

/// Bytes in lower-case hexadecimal digits.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
