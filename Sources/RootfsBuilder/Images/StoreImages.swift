public import DockerfileModel
public import OCIDistribution
import OCIModel

/// Images of the store on this machine, pulled from their registries when they are not there.
public struct StoreImages: BaseImageProvider {
    /// When registries are asked.
    public enum PullPolicy: String, Sendable, Hashable, CaseIterable {
        /// For images that the store does not have.
        case missing
        /// For every image, so that a tag that has moved is noticed. What the store has is not fetched again.
        case always
        /// Never: what the store does not have is an error.
        case never
    }

    /// The store.
    public var store: ImageStore
    /// Talks to registries; nil when nothing is pulled.
    public var client: RegistryClient?
    /// When registries are asked.
    public var policy: PullPolicy
    /// How images are pulled.
    public var options: ImageStore.PullOptions

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - client: Talks to registries; nil when nothing is pulled.
    ///   - policy: When registries are asked.
    public init(store: ImageStore, client: RegistryClient?, policy: PullPolicy = .missing) {
        self.store = store
        self.client = client
        self.policy = policy
        options = ImageStore.PullOptions()
    }

    /// See ``BaseImageProvider``.
    public func image(_ reference: String, platform: DockerfileModel.ImagePlatform) async throws -> BaseImage {
        do {
            let name = try ImageReference(parsing: reference, defaults: .dockerHub)
            let selector = PlatformSelector(os: platform.operatingSystem, architecture: platform.architecture)
            let image = try await store.pullLayers(
                from: source(name), as: name, platform: selector, options: options)
            let layers = image.layers.map { BaseImage.Layer(file: $0.path, index: $0.index) }
            return BaseImage(
                digest: "\(image.manifest.descriptor.digest)", layers: layers,
                settings: ImageSettings(image.configuration))
        } catch let error as OCIModelError where reference.isEmpty {
            throw RootfsError(
                .imageUnavailable, "the name of the image is empty: a variable in FROM has no value", cause: error)
        } catch let error as OCIModelError {
            throw RootfsError(.imageUnavailable, "the name '\(reference)' is none of an image", cause: error)
        } catch let error as DistributionError {
            throw RootfsError(.imageUnavailable, "the image '\(reference)' cannot be had", cause: error)
        }
    }

    private func source(_ name: ImageReference) throws -> any OCIDistribution.ImageSource {
        let isStored = try store.descriptor(of: name) != nil
        if isStored, policy != .always || client == nil { return StoreImage(name, store: store) }
        guard let client, policy != .never else {
            throw RootfsError(
                .imageUnavailable,
                "the image '\(name)' is not in the store at '\(store.path)', and nothing is pulled; pull it first")
        }
        return RegistryImage(name, client: client)
    }
}
