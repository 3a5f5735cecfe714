public import SystemPackage

extension RootfsCache {
    private static let inflatedKind = "inflated"

    /// Gives an archive without its gzip compression: the file itself when it has none, else a file of the cache.
    ///
    /// - Parameters:
    ///   - path: The archive.
    ///   - digest: The SHA-256 that it must have, in hexadecimal digits; it is checked when the archive is inflated. nil
    ///     takes any content, and reads it every time.
    /// - Returns: A file whose bytes can be referred to.
    /// - Throws: ``RootfsError`` when the file cannot be read or is damaged.
    public func inflated(_ path: FilePath, digest: String? = nil) throws -> FilePath {
        do {
            var head: [UInt8] = []
            try ByteStream.read(path, length: min(2, fileSize(path))) { head += $0 }
            // The magic of gzip (RFC 1952, section 2.3.1).
            guard head == [0x1f, 0x8b] else { return path }
            if let digest, let known = find(ContentKey(text: digest), Self.inflatedKind) { return known }
            let key = ContentKey(try ByteStream.digest(of: path))
            guard digest == nil || digest == key.text else {
                throw RootfsError(
                    .checksumMismatch, "its digest is sha256:\(key.text), not the one that names it; fetch it again",
                    file: path)
            }
            return try store(key, Self.inflatedKind) { file in
                try ByteStream.inflate(path) { try file.writeAll($0) }
            }
        } catch let error as CancellationError {
            throw error
        } catch let error as RootfsError {
            throw error
        } catch {
            throw RootfsError(.unreadableSource, "it cannot be read", file: path, cause: error)
        }
    }
}
