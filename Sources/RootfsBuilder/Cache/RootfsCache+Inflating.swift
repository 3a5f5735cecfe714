import SystemPackage

extension RootfsCache {
    private static let inflatedKind = "inflated"

    /// Gives an archive without its gzip compression: the file itself when it has none, else a file of the cache.
    ///
    /// - Parameter path: The archive.
    /// - Returns: A file whose bytes can be referred to.
    /// - Throws: ``RootfsError`` when the file cannot be read or is damaged.
    func inflated(_ path: FilePath) throws -> FilePath {
        do {
            var head: [UInt8] = []
            try ByteStream.read(path, length: min(2, fileSize(path))) { head += $0 }
            // The magic of gzip (RFC 1952, section 2.3.1).
            guard head == [0x1f, 0x8b] else { return path }
            let key = ContentKey(try ByteStream.digest(of: path))
            return try store(key, Self.inflatedKind) { file in
                try ByteStream.inflate(path) { try file.writeAll($0) }
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            throw RootfsError(.unreadableSource, "it cannot be read", file: path, cause: error)
        }
    }
}
