public import DockerfileModel
import RootfsModel
public import SystemPackage
public import TarArchive

/// An image whose layers are on this machine.
public struct BaseImage: Sendable {
    /// A layer.
    public struct Layer: Sendable {
        /// A tar archive that is not compressed.
        public var file: FilePath
        /// Its index; nil when it is yet to be read.
        public var index: TarIndex?

        /// Creates a layer.
        ///
        /// - Parameters:
        ///   - file: A tar archive that is not compressed.
        ///   - index: Its index; nil when it is yet to be read.
        public init(file: FilePath, index: TarIndex? = nil) {
            self.file = file
            self.index = index
        }
    }

    /// The digest that names its content, for example that of its configuration.
    public var digest: String
    /// The layers from the bottom up.
    public var layers: [Layer]
    /// What it says about running it.
    public var settings: ImageSettings

    /// Creates an image.
    ///
    /// - Parameters:
    ///   - digest: The digest that names its content.
    ///   - layers: The layers from the bottom up.
    ///   - settings: What it says about running it.
    public init(digest: String, layers: [Layer], settings: ImageSettings = ImageSettings()) {
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
            let layer = try FileLayer(tar: archive.file, index: archive.index, isImageLayer: true)
            do {
                try tree.apply(layer)
            } catch {
                throw RootfsError(
                    .imageUnavailable, "the layer of an image is damaged", file: archive.file, cause: error)
            }
        }
        return tree
    }
}
