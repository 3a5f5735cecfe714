/// Where a root filesystem or a read-only image comes from, as the Kraftfile tells it.
public struct RootfsDescription: Sendable, Hashable {
    /// What a source is.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A Dockerfile to build.
        case dockerfile
        /// An image in a registry.
        case image = "oci"
        /// A directory.
        case directory = "dir"
        /// A single file.
        case file
        /// A tar archive.
        case tarball
        /// A cpio archive.
        case cpio
        /// An EROFS image.
        case erofs
    }

    /// The form that the guest gets.
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// A cpio archive in the newc format.
        case cpio
        /// An EROFS image.
        case erofs
    }

    /// What the source is; nil when it has to be looked at.
    public var kind: Kind?
    /// The path, relative to the Kraftfile's directory unless it is absolute, or the image's name. The
    /// context of the build for a Dockerfile with ``dockerfile`` set.
    public var source: String
    /// The Dockerfile, when it is not the source itself.
    public var dockerfile: String?
    /// The form that the guest gets; nil when any will do.
    public var format: Format?

    /// Creates a description.
    ///
    /// - Parameters:
    ///   - source: The path or the image's name.
    ///   - kind: What the source is.
    ///   - dockerfile: The Dockerfile, when it is not the source itself.
    ///   - format: The form that the guest gets.
    public init(source: String, kind: Kind? = nil, dockerfile: String? = nil, format: Format? = nil) {
        self.source = source
        self.kind = kind
        self.dockerfile = dockerfile
        self.format = format
    }
}
