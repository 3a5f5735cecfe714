import Glibc
public import OCIModel
public import SystemPackage
import SystemSupport

extension ImageStore {
    /// Whether a blob is there.
    ///
    /// - Parameter digest: The blob.
    /// - Returns: Whether it is.
    public func contains(_ digest: Digest) -> Bool {
        (try? FileStatus(of: layout.blob(digest)))?.kind == .regular
    }

    /// The file that holds a blob, whether it is there or not.
    ///
    /// - Parameter digest: The blob.
    /// - Returns: The file.
    public func file(of digest: Digest) -> FilePath {
        layout.blob(digest)
    }

    /// Reads a small blob and checks it.
    ///
    /// - Parameters:
    ///   - digest: The blob.
    ///   - limit: The longest blob that is taken, in bytes.
    /// - Returns: The blob.
    /// - Throws: ``DistributionError``; `notFound` when it is not there.
    public func read(_ digest: Digest, limit: Int = 4 << 20) throws(DistributionError) -> [UInt8] {
        guard let bytes = try FileContent.readIfPresent(layout.blob(digest), limit: limit) else {
            throw DistributionError(.notFound, "the store does not have the blob; pull the image again", digest: digest)
        }
        guard ContentHasher.matches(bytes, digest) else {
            let file = stored(digest)
            if let damage = file.damage() { throw damage }
            throw DistributionError(
                .digestMismatch, "the file was changed while it was read; try again", digest: digest, path: file.path)
        }
        return bytes
    }

    /// The content of a blob, to be sent or copied. It is hashed while it is read: a blob whose bytes were changed on
    /// disk ends with an error before its last piece, and is used no more.
    ///
    /// - Parameter descriptor: The blob.
    /// - Returns: The content.
    /// - Throws: ``DistributionError`` when it is not there, or has another length.
    public func content(of descriptor: Descriptor) throws(DistributionError) -> BlobContent {
        let path = layout.blob(descriptor.digest)
        guard let status = try? FileStatus(of: path), status.kind == .regular else {
            throw DistributionError(
                .notFound, "the store does not have the blob; pull the image again", digest: descriptor.digest)
        }
        guard status.size == UInt64(descriptor.size) else {
            throw DistributionError(
                .sizeMismatch,
                "the blob has \(status.size) bytes instead of \(descriptor.size); "
                    + "pull the image again ('kraft pkg pull'), or pack it again",
                digest: descriptor.digest,
                path: path)
        }
        return BlobContent(verifying: stored(descriptor.digest), range: 0..<status.size)
    }

    /// Keeps bytes from memory.
    ///
    /// - Parameters:
    ///   - bytes: The blob.
    ///   - mediaType: What it is.
    /// - Returns: Its descriptor.
    /// - Throws: ``DistributionError`` with the code `storage`.
    @discardableResult
    public func put(_ bytes: [UInt8], mediaType: MediaType) throws(DistributionError) -> Descriptor {
        let digest = Digest.sha256(of: bytes)
        try keep(bytes, as: digest)
        return Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
    }

    /// Keeps a manifest or an index, under its digest only.
    ///
    /// - Parameter manifest: The manifest.
    /// - Throws: ``DistributionError`` with the code `storage`.
    public func put(_ manifest: FetchedManifest) throws(DistributionError) {
        try keep(manifest.bytes, as: manifest.descriptor.digest)
    }

    /// Writes a small blob unless it is there; one that was changed on disk is replaced.
    private func keep(_ bytes: [UInt8], as digest: Digest) throws(DistributionError) {
        guard (try? read(digest, limit: bytes.count)) == nil else { return }
        let directory = layout.blobs(digest.algorithm)
        try storage(directory) { () throws(SystemCallError) in try makeDirectories(directory) }
        try FileContent.write(bytes, to: layout.blob(digest))
    }

    /// Reads a manifest or an index.
    ///
    /// - Parameter descriptor: What is wanted.
    /// - Returns: The manifest.
    /// - Throws: ``DistributionError``.
    public func manifest(_ descriptor: Descriptor) throws(DistributionError) -> FetchedManifest {
        try FetchedManifest(
            try read(descriptor.digest), announcedType: descriptor.mediaType, digest: descriptor.digest)
    }
}
