/// What a Kraftfile says, in one form for all versions of the specification.
///
/// Paths are as written: relative ones are relative to the directory of the Kraftfile. Nothing was looked up.
/// A `$` in a text is a `$`: there is no interpolation.
public struct Project: Sendable, Hashable {
    /// The version of the specification that the file follows.
    public var specification: SpecificationVersion
    /// The project's name as written; nil when it is that of the directory.
    public var name: String?
    /// Where build results go; nil for the usual place.
    public var outputDirectory: String?
    /// The options for all targets.
    public var kconfig: KconfigOptions = []
    /// Unikraft itself; nil for a project that is not built.
    public var unikraft: Component?
    /// The libraries, in the order of the file.
    public var libraries: [Library] = []
    /// The project that this one builds on.
    public var template: Template?
    /// The kernel that the project runs on when it builds none.
    public var runtime: RuntimeReference?
    /// The root filesystem.
    public var rootfs: RootfsDescription?
    /// Further read-only images.
    public var roms: [RootfsDescription] = []
    /// The targets.
    public var targets: [Target] = []
    /// What of the host the guest sees.
    public var volumes: [VolumeSpecification] = []
    /// The guest's environment, in the order of the file.
    public var environment: [EnvironmentEntry] = []
    /// The labels of the package, in the order of the file.
    public var labels: [Label] = []
    /// The program and its arguments; nil when the file has none.
    public var command: [String]?

    /// Creates an empty project.
    ///
    /// - Parameters:
    ///   - specification: The version of the specification.
    ///   - name: The project's name.
    public init(specification: SpecificationVersion = .v06, name: String? = nil) {
        self.specification = specification
        self.name = name
    }
}
