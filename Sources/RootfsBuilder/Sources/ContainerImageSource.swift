import DockerfileModel
public import SystemPackage
public import UnikraftCore

/// An image: all its layers laid over each other. Its metadata is kept.
public struct ContainerImageSource: RootfsSource {
    /// The image's name; for a layout or an archive, the name within it, or empty when it has one image.
    public var reference: String
    /// The directory of an image layout; nil for an image of the environment's provider.
    public var layout: FilePath?
    /// An archive of images; nil for an image of a layout or of the environment's provider.
    public var archive: FilePath?

    /// Creates a source of an image by its name.
    ///
    /// - Parameter reference: The image's name.
    public init(_ reference: String) {
        self.reference = reference
    }

    /// Creates a source of an image in a layout on disk.
    ///
    /// - Parameters:
    ///   - layout: The directory of the layout.
    ///   - reference: The name within it; empty when it has one image.
    public init(layout: FilePath, reference: String = "") {
        self.layout = layout
        self.reference = reference
    }

    /// Creates a source of an image in an archive: an image layout in a tar, or what `docker save` writes.
    ///
    /// - Parameters:
    ///   - archive: The archive, plain or compressed with gzip.
    ///   - reference: The name within it; empty when it has one image.
    public init(archive: FilePath, reference: String = "") {
        self.archive = archive
        self.reference = reference
    }

    /// See ``RootfsSource``.
    public func plan(in environment: RootfsEnvironment) async -> StepPlan {
        guard let file = layout ?? archive else { return StepPlan("image", fetches: [reference]) }
        return StepPlan("image", reads: [file.string])
    }

    /// See ``RootfsSource``.
    public func load(in environment: RootfsEnvironment) async throws -> RootfsContents {
        let provider: (any BaseImageProvider)? =
            layout.map { LayoutImages($0, cache: environment.cache) }
            ?? archive.map { ArchiveImages($0, cache: environment.cache) } ?? environment.images
        guard let provider else {
            throw RootfsError(
                .imageUnavailable, "the image '\(reference)' cannot be had, because no provider of images was given")
        }
        let image = try await provider.image(reference, platform: environment.platform)
        return RootfsContents(tree: try image.tree(), settings: image.settings)
    }
}

extension RootfsEnvironment {
    /// The platform of the guest as images name it.
    var platform: DockerfileModel.ImagePlatform {
        switch architecture {
        case .x86_64: .init(architecture: "amd64")
        case .arm64: .init(architecture: "arm64")
        case .arm: .init(architecture: "arm", variant: "v7")
        }
    }
}
