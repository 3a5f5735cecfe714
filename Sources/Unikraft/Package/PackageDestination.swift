public import OCIDistribution
public import OCIModel
public import SystemPackage
public import UnikraftCore

/// Where a package goes from the image store.
public protocol PackageDestination: Sendable {
    /// Says where the image will be.
    ///
    /// - Parameter reference: The image's name in the store.
    /// - Returns: The place, for people.
    func description(of reference: ImageReference) -> String

    /// Copies the image.
    ///
    /// - Parameters:
    ///   - image: The image in the store.
    ///   - progress: Told of the bytes that have arrived.
    /// - Throws: An error that says why it cannot be copied.
    func take(_ image: StoreImage, progress: any ProgressReporter) async throws
}

/// The registry that an image's name says, or another.
public struct RegistryDestination: PackageDestination {
    private let client: RegistryClient
    private let name: ImageReference?

    /// Creates a destination.
    ///
    /// - Parameters:
    ///   - client: Talks to the registry.
    ///   - name: The image's name there; nil is the one in the store.
    public init(_ client: RegistryClient, as name: ImageReference? = nil) {
        self.client = client
        self.name = name
    }

    /// The image's name in the registry.
    public func description(of reference: ImageReference) -> String { "registry: \(name ?? reference)" }

    /// See ``PackageDestination``.
    public func take(_ image: StoreImage, progress: any ProgressReporter) async throws {
        var copier = ImageCopier()
        copier.progress = progress
        try await copier.copy(from: image, to: RegistryImage(name ?? image.reference, client: client))
    }
}

/// An archive: an image layout in a tar (`oci-archive`).
public struct ArchiveDestination: PackageDestination {
    private let path: FilePath

    /// Creates a destination.
    ///
    /// - Parameter path: The archive; it appears complete or not at all.
    public init(_ path: FilePath) {
        self.path = path
    }

    /// The archive's path.
    public func description(of reference: ImageReference) -> String { "archive: \(path)" }

    /// See ``PackageDestination``.
    public func take(_ image: StoreImage, progress: any ProgressReporter) async throws {
        try await image.store.export(image.reference, to: path)
    }
}
