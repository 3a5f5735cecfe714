import OCIModel
import SystemPackage

/// Where a store keeps what. Everything is below one directory and nothing holds an absolute path, so that the
/// directory can be moved.
struct StoreLayout: Sendable, Hashable {
    let root: FilePath

    /// The file that marks an image layout (image-spec, image-layout.md).
    var mark: FilePath { root.appending("oci-layout") }
    /// The images by name.
    var index: FilePath { root.appending("index.json") }
    /// What is ours beside the image layout. Other tools leave it alone.
    var own: FilePath { root.appending(".swift-unikraft") }
    /// Blobs that are on their way.
    var incoming: FilePath { own.appending("incoming") }
    /// Layers without their compression.
    var layers: FilePath { own.appending("layers") }
    /// What layers without their compression were like when they were hashed last.
    var verified: FilePath { own.appending("verified") }
    /// Held shared by those who add, exclusively by those who remove.
    var contentLock: FilePath { own.appending("content.lock") }
    /// Held by whoever changes the index.
    var indexLock: FilePath { own.appending("index.lock") }

    /// The directory of blobs with one algorithm.
    func blobs(_ algorithm: Digest.Algorithm) -> FilePath {
        root.appending("blobs").appending(algorithm.rawValue)
    }

    /// The file of a blob. A digest is checked by its type, so the name cannot lead elsewhere.
    func blob(_ digest: Digest) -> FilePath {
        blobs(digest.algorithm).appending(digest.hex)
    }

    /// The file of a blob on its way.
    func incoming(_ digest: Digest) -> FilePath {
        incoming.appending("\(digest.algorithm.rawValue)-\(digest.hex)")
    }

    /// Where a file lies that was found to be something else than its digest says.
    func damaged(_ kind: String, _ digest: Digest) -> FilePath {
        incoming.appending("damaged-\(kind)\(digest.algorithm.rawValue)-\(digest.hex)")
    }

    /// The file of a layer without its compression, by the digest of that.
    func layer(_ diffID: Digest) -> FilePath {
        layers.appending("\(diffID.algorithm.rawValue)-\(diffID.hex).tar")
    }

    /// What a layer without its compression was like when it was hashed last.
    func verified(_ diffID: Digest) -> FilePath {
        verified.appending("\(diffID.algorithm.rawValue)-\(diffID.hex)")
    }

    /// The directories that must be there.
    var directories: [FilePath] { [blobs(.sha256), incoming, layers] }
}
