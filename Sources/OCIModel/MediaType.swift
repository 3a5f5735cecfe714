/// A media type of the image specification, of Docker or of Unikraft (image-spec, media-types.md).
public struct MediaType: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    /// The type as it is written, without parameters.
    public let rawValue: String

    /// Takes any text; what it is shows in ``role``.
    ///
    /// - Parameter rawValue: The type, without parameters.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The type as it is written.
    public var description: String { rawValue }

    /// An image index: manifests for several platforms.
    public static let index = MediaType(rawValue: "application/vnd.oci.image.index.v1+json")
    /// An image manifest.
    public static let manifest = MediaType(rawValue: "application/vnd.oci.image.manifest.v1+json")
    /// An image configuration.
    public static let configuration = MediaType(rawValue: "application/vnd.oci.image.config.v1+json")
    /// A layer: a plain tar.
    public static let layer = MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar")
    /// A layer: a tar compressed with gzip.
    public static let gzipLayer = MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar+gzip")
    /// A layer: a tar compressed with zstd.
    public static let zstdLayer = MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar+zstd")
    /// The two bytes `{}`, the configuration of an artifact that has none (image-spec, manifest.md).
    public static let empty = MediaType(rawValue: "application/vnd.oci.empty.v1+json")

    /// Docker's index.
    public static let dockerIndex = MediaType(rawValue: "application/vnd.docker.distribution.manifest.list.v2+json")
    /// Docker's manifest.
    public static let dockerManifest = MediaType(rawValue: "application/vnd.docker.distribution.manifest.v2+json")
    /// Docker's configuration.
    public static let dockerConfiguration = MediaType(rawValue: "application/vnd.docker.container.image.v1+json")
    /// Docker's layer: a tar compressed with gzip.
    public static let dockerLayer = MediaType(rawValue: "application/vnd.docker.image.rootfs.diff.tar.gzip")

    /// A Unikraft kernel as it is, without a tar around it.
    public static let unikraftKernel = MediaType(rawValue: "application/vnd.unikraft.kernel.v1")
    /// An initial ramdisk as it is.
    public static let unikraftInitrd = MediaType(rawValue: "application/vnd.unikraft.initrd.v1")
    /// A read-only memory image as it is.
    public static let unikraftROM = MediaType(rawValue: "application/vnd.unikraft.rom.v1")
}

extension MediaType {
    /// How the content of a layer is compressed.
    public enum Compression: Sendable, Hashable {
        /// Not at all.
        case none
        /// gzip (RFC 1952).
        case gzip
        /// zstd (RFC 8878).
        case zstd
    }

    /// What a blob of this type is.
    public enum Role: Sendable, Hashable {
        /// A list of manifests.
        case index
        /// A manifest.
        case manifest
        /// A configuration.
        case configuration
        /// A tar with the changes of one layer.
        case layer(Compression)
        /// A file of a unikernel as it is.
        case unikraftFile
        /// Something else.
        case other
    }

    /// What a blob of this type is.
    public var role: Role {
        switch rawValue {
        case Self.index.rawValue, Self.dockerIndex.rawValue: return .index
        case Self.manifest.rawValue, Self.dockerManifest.rawValue: return .manifest
        case Self.configuration.rawValue, Self.dockerConfiguration.rawValue: return .configuration
        case Self.layer.rawValue, "application/vnd.docker.image.rootfs.diff.tar",
            "application/vnd.oci.image.layer.nondistributable.v1.tar":
            return .layer(.none)
        case Self.gzipLayer.rawValue, Self.dockerLayer.rawValue,
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip":
            return .layer(.gzip)
        case Self.zstdLayer.rawValue, "application/vnd.docker.image.rootfs.diff.tar.zstd",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd":
            return .layer(.zstd)
        default:
            return rawValue.hasPrefix("application/vnd.unikraft.") ? .unikraftFile : .other
        }
    }

    /// Every type that a manifest or an index may have, best first: what a client accepts.
    public static let manifestTypes: [MediaType] = [.index, .manifest, .dockerIndex, .dockerManifest]
}
