import SystemPackage
import SystemSupport

extension SmallFile {
    /// Reads a file, or what is written to a pipe.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limit: The largest size that is allowed, in bytes.
    /// - Returns: The content.
    /// - Throws: ``RootfsError`` when it cannot be read or is larger.
    static func read(_ path: FilePath, atMost limit: Int) throws(RootfsError) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try read(path, limit: limit)
        } catch {
            throw RootfsError(.unreadableSource, "it cannot be read", file: path, cause: error)
        }
        guard bytes.count <= limit else {
            throw RootfsError(
                .unreadableSource, "it has more than the \(limit) bytes that are expected; is it the right file?",
                file: path)
        }
        return bytes
    }
}
