public import OCIModel
import SystemPackage

extension ImageStore {
    /// An image in a store.
    public struct Entry: Sendable, Hashable {
        /// The name; text that is no reference, as other tools may write it, is left as it is.
        public var name: String
        /// What it stands for.
        public var descriptor: Descriptor

        /// The name as a reference; nil when it is none.
        public var reference: ImageReference? { try? ImageReference(parsing: name, defaults: .unikraft) }
    }

    /// Lists the images that have a name, sorted by it.
    ///
    /// - Returns: The images.
    /// - Throws: ``DistributionError`` when the index is malformed.
    public func images() throws(DistributionError) -> [Entry] {
        try loadIndex().manifests
            .compactMap { descriptor in
                descriptor.annotations[AnnotationName.referenceName].map { Entry(name: $0, descriptor: descriptor) }
            }
            .sorted { ($0.name, $0.descriptor.digest) < ($1.name, $1.descriptor.digest) }
    }

    /// Finds an image by its name.
    ///
    /// - Parameter reference: The image. A digest must be that of the image or of one of its manifests.
    /// - Returns: What it stands for; nil when the store does not have it.
    /// - Throws: ``DistributionError`` when the index is malformed.
    public func descriptor(of reference: ImageReference) throws(DistributionError) -> Descriptor? {
        if let digest = reference.digest {
            guard contains(digest), let manifest = try? FetchedManifest(read(digest), digest: digest) else {
                return nil
            }
            return manifest.descriptor
        }
        let name = reference.description
        return try images().first { $0.name == name }?.descriptor
    }

    /// Gives an image a name, in place of what had it before.
    ///
    /// - Parameters:
    ///   - descriptor: The image; it must be in the store.
    ///   - reference: The name. With a digest it is `repository@digest`, and a tag beside the digest is left as it is.
    /// - Throws: ``DistributionError`` with the code `digestMismatch` when the name has the digest of another image.
    public func tag(_ descriptor: Descriptor, as reference: ImageReference) async throws {
        if let digest = reference.digest, digest.algorithm == descriptor.digest.algorithm, digest != descriptor.digest {
            throw DistributionError(
                .digestMismatch, "the image has the digest \(descriptor.digest); leave the digest out of its name",
                reference: reference.description, digest: digest)
        }
        let name = Self.name(of: reference)
        try await changeIndex { index in
            index.manifests.removeAll { $0.annotations[AnnotationName.referenceName] == name }
            var entry = descriptor
            entry.annotations[AnnotationName.referenceName] = name
            index.manifests.append(entry)
        }
    }

    /// Takes a name away. What it stood for goes with ``prune()``.
    ///
    /// - Parameter reference: The name. With a tag and a digest, the tag goes too when it stands for that digest.
    /// - Returns: Whether it was there.
    /// - Throws: ``DistributionError``.
    public func untag(_ reference: ImageReference) async throws -> Bool {
        let name = Self.name(of: reference)
        let tagName = Self.tagName(of: reference)
        return try await changeIndex { index in
            let count = index.manifests.count
            index.manifests.removeAll { entry in
                let found = entry.annotations[AnnotationName.referenceName]
                return found == name || found == tagName && entry.digest == reference.digest
            }
            return index.manifests.count < count
        }
    }

    /// The name in the index: `repository:tag`, or `repository@digest`. A digest says which content is meant, so a tag
    /// beside it does not move: it may stand for something newer here.
    static func name(of reference: ImageReference) -> String {
        reference.digest.map { "\(reference.name)@\($0)" } ?? reference.description
    }

    /// The name without the digest when there is a tag.
    static func tagName(of reference: ImageReference) -> String {
        reference.tag.map { "\(reference.name):\($0)" } ?? reference.description
    }

    func loadIndex() throws(DistributionError) -> ImageIndex {
        guard let bytes = try FileContent.readIfPresent(layout.index, limit: 64 << 20) else {
            return ImageIndex(manifests: [])
        }
        do {
            return try JSONDocument.decode(bytes, "index of the store")
        } catch var error {
            error.path = layout.index
            throw error
        }
    }

    func changeIndex<Result>(_ change: (inout ImageIndex) throws -> Result) async throws -> Result {
        let lock = try await StoreLock.take(layout.indexLock, .exclusive)
        defer { withExtendedLifetime(lock) {} }
        var index = try loadIndex()
        let before = index
        let result = try change(&index)
        if index != before || !FileContent.exists(layout.index) {
            index.manifests.sort { Self.order($0) < Self.order($1) }
            try FileContent.write(try JSONDocument.encode(index), to: layout.index)
        }
        return result
    }

    private static func order(_ descriptor: Descriptor) -> (String, Digest) {
        (descriptor.annotations[AnnotationName.referenceName] ?? "", descriptor.digest)
    }
}
