public import DockerfileModel
import RootfsModel
public import SystemPackage

/// An image whose layers are on this machine.
public struct BaseImage: Sendable, Hashable {
    /// The digest that names its content, for example that of its configuration.
    public var digest: String
    /// The layers from the bottom up: tar archives that are not compressed.
    public var layers: [FilePath]
    /// What it says about running it.
    public var settings: ImageSettings

    /// Creates an image.
    ///
    /// - Parameters:
    ///   - digest: The digest that names its content.
    ///   - layers: The layers from the bottom up.
    ///   - settings: What it says about running it.
    public init(digest: String, layers: [FilePath], settings: ImageSettings = ImageSettings()) {
        self.digest = digest
        self.layers = layers
        self.settings = settings
    }

    /// All layers laid over each other.
    ///
    /// - Returns: The files.
    /// - Throws: ``RootfsError`` when a layer is damaged.
    func tree() throws -> FileTree {
        var tree = FileTree()
        for archive in layers {
            let layer = try FileLayer(tar: archive, isImageLayer: true)
            do {
                try tree.apply(layer)
            } catch {
                throw RootfsError(.imageUnavailable, "the layer of an image is damaged", file: archive, cause: error)
            }
        }
        return tree
    }
}
