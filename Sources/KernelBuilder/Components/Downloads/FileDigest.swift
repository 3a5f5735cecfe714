import Crypto
import Glibc
import SystemPackage
import SystemSupport

/// SHA-256 of files and texts, in lower case hexadecimal.
enum FileDigest {
    /// The digest of a file.
    ///
    /// - Parameter path: The file.
    /// - Returns: 64 hexadecimal digits.
    /// - Throws: ``KernelBuildError`` when it cannot be read.
    static func sha256(of path: FilePath) throws(KernelBuildError) -> String {
        do {
            let file = try OwnedDescriptor.open(path, flags: O_RDONLY)
            var hash = SHA256()
            var buffer = [UInt8](repeating: 0, count: 1 << 18)
            while true {
                let count = unsafe try buffer.withUnsafeMutableBytes { unsafe try file.descriptor.read(into: $0) }
                guard count > 0 else { break }
                hash.update(data: buffer[..<count])
            }
            return hex(hash.finalize())
        } catch {
            throw .file("read", path.string, error)
        }
    }

    /// The digest of a text.
    static func sha256(_ text: String) -> String {
        hex(SHA256.hash(data: Array(text.utf8)))
    }

    /// Lower case hexadecimal digits of a digest.
    static func hex(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
