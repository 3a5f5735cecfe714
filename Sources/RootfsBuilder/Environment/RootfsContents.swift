public import DockerfileModel
public import RootfsModel

/// What a source of a root filesystem gives.
public struct RootfsContents: Sendable {
    /// The files.
    public var tree: FileTree
    /// What an image or a Dockerfile says about running it: entry point, command, variables, directory, user. Empty for
    /// other sources.
    public var settings: ImageSettings
    /// What the user should know: files that were left out, arguments that nothing took.
    public var notices: [String]

    /// Creates the value.
    ///
    /// - Parameters:
    ///   - tree: The files.
    ///   - settings: What an image says about running it.
    ///   - notices: What the user should know.
    public init(tree: FileTree, settings: ImageSettings = ImageSettings(), notices: [String] = []) {
        self.tree = tree
        self.settings = settings
        self.notices = notices
    }
}
