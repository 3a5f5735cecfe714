import Glibc
public import OCIModel
import SystemPackage
import SystemSupport
import TarArchive

extension ImageStore {
    /// A layer as a plain tar with its index. A compressed one is inflated once.
    ///
    /// - Parameters:
    ///   - descriptor: The layer; its blob must be in the store.
    ///   - diffID: The digest of its tar, from the image's configuration.
    ///   - limits: Bounds on what is accepted.
    /// - Returns: The layer.
    /// - Throws: ``DistributionError`` with the code `damagedLayer`, `digestMismatch`, `tooLarge`, `unsupported` or
    ///   `storage`.
    public func layer(
        _ descriptor: Descriptor, diffID: Digest, limits: LayerLimits = LayerLimits()
    ) async throws -> StoredLayer {
        _ = try content(of: descriptor)
        let source = try BlobFollower.complete(file(of: descriptor.digest), size: UInt64(descriptor.size))
        return try await layer(descriptor, diffID: diffID, source: source, limits: limits)
    }

    /// A layer, while its blob may be arriving.
    func layer(
        _ descriptor: Descriptor, diffID: Digest, source: BlobFollower, limits: LayerLimits
    ) async throws -> StoredLayer {
        switch descriptor.mediaType.role {
        case .layer(.none):
            guard descriptor.digest == diffID else {
                throw Self.wrongDiffID(descriptor, diffID, descriptor.digest)
            }
            return StoredLayer(stored(diffID), index: try index(of: stored(diffID), descriptor, limits))
        case .layer(.gzip): break
        default: throw DistributionError.unsupportedLayer(descriptor)
        }
        let file = storedLayer(diffID)
        if !FileContent.exists(file.path) {
            if let index = try await inflate(descriptor, diffID: diffID, source: source, limits: limits) {
                return StoredLayer(file, index: index)
            }
        }
        return StoredLayer(file, index: try index(of: file, descriptor, limits))
    }

    /// Inflates a layer, unless somebody else was faster; what is on its way is kept from ``prune()``.
    private func inflate(
        _ descriptor: Descriptor, diffID: Digest, source: BlobFollower, limits: LayerLimits
    ) async throws -> TarIndex? {
        let content = try await StoreLock.take(layout.contentLock, .shared)
        defer { withExtendedLifetime(content) {} }
        let path = layout.layer(diffID)
        let incoming = layout.incoming.appending("layer-\(diffID.algorithm.rawValue)-\(diffID.hex)")
        let lock = try await StoreLock.take(incoming, .exclusive)
        defer { withExtendedLifetime(lock) {} }
        if FileContent.exists(path) {
            removeName(incoming)
            return nil
        }
        try storage(layout.layers) { () throws(SystemCallError) in try makeDirectories(layout.layers) }
        do {
            let inflation = LayerInflation(source: source, descriptor: descriptor, limits: limits)
            let contents = try await inflation.run(
                into: lock.file.rawValue, path: incoming, algorithm: diffID.algorithm)
            guard contents.diffID == diffID else { throw Self.wrongDiffID(descriptor, diffID, contents.diffID) }
            // The tar is not checked again when it is used: a power cut must not leave a part of it under its name.
            if isDurable, fdatasync(lock.file.rawValue) != 0 {
                throw DistributionError.storage(incoming, SystemCallError.last("fdatasync", incoming))
            }
            let result = unsafe incoming.withPlatformString { old in
                unsafe path.withPlatformString { new in unsafe rename(old, new) }
            }
            guard result == 0 else { throw DistributionError.storage(path, SystemCallError.last("rename", path)) }
            markVerified(storedLayer(diffID))
            return contents.index
        } catch {
            removeName(incoming)
            let code = (error as? DistributionError)?.code
            guard code == .damagedLayer || code == .digestMismatch else { throw error }
            // What is wrong with a blob on disk is no fault of the image.
            throw stored(descriptor.digest).damage() ?? error
        }
    }

    private func index(
        of stored: StoredFile, _ descriptor: Descriptor, _ limits: LayerLimits
    ) throws(DistributionError) -> TarIndex {
        do {
            let file = try OwnedDescriptor.open(stored.path, flags: O_RDONLY)
            return try TarIndex(reading: file.descriptor, path: stored.path, limits: limits.archive)
        } catch let error as TarError {
            throw stored.damage() ?? .damaged(descriptor.digest, error)
        } catch {
            throw .storage(stored.path, error)
        }
    }

    private static func wrongDiffID(_ descriptor: Descriptor, _ expected: Digest, _ found: Digest) -> DistributionError
    {
        DistributionError(
            .digestMismatch,
            "the layer's tar has the digest \(found), and the image's configuration says \(expected); the image is damaged",
            digest: descriptor.digest)
    }
}
