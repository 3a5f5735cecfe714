import Glibc
import RootfsModel
import SystemPackage
import SystemSupport

extension RootfsCache {
    private static let stepKind = "steps"
    private static let layerKind = "layers"

    /// The layer that a step made.
    ///
    /// - Parameter key: What the step depends on.
    /// - Returns: The layer's archive; nil when the step is not known, or its layer was removed.
    func layer(ofStep key: ContentKey) -> FilePath? {
        guard let step = find(key, Self.stepKind), let bytes = try? SmallFile.read(step, atMost: 256) else {
            return nil
        }
        return find(ContentKey(text: String(decoding: bytes, as: UTF8.self)), Self.layerKind)
    }

    /// Stores the layer that a step made. The archive has the digest of its bytes as its name, so that a step that
    /// gives something else the next time never changes what was made from the first.
    ///
    /// - Parameters:
    ///   - layer: The layer.
    ///   - key: What the step depends on.
    /// - Returns: The layer's archive.
    /// - Throws: `SystemCallError`, `TarError`.
    func store(_ layer: FileLayer, ofStep key: ContentKey) throws -> FilePath {
        let work = try makeWorkDirectory()
        defer { work.remove() }
        let temporary = work.path.appending("layer.tar")
        let file = try OwnedDescriptor.open(temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
        try layer.write(to: file.descriptor)
        let digest = ContentKey(try ByteStream.digest(of: temporary))
        let archive = path(digest, Self.layerKind)
        try makeDirectories(archive.removingLastComponent())
        guard unsafe rename(temporary.string, archive.string) == 0 else {
            throw SystemCallError.last("rename", archive)
        }
        let step = path(key, Self.stepKind)
        try makeDirectories(step.removingLastComponent())
        let note = try AtomicFile(path: step)
        try note.descriptor.writeAll(Array(digest.text.utf8))
        try note.commit()
        return archive
    }
}
