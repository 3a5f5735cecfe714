public import SystemPackage

/// Everything that a kernel is built from, as a value.
public struct KernelProject: Sendable, Hashable {
    /// The image's name.
    public var name: String
    /// The project's directory; `.unikraft` is made in it.
    public var directory: FilePath
    /// Where kernels appear.
    public var output: FilePath
    /// Options of the project itself; those of a template come first.
    public var options: [KernelOption] = []
    /// Unikraft.
    public var core: KernelPart
    /// The libraries.
    public var libraries: [KernelPart]
    /// The template, if there is one; make builds it as the application.
    public var template: KernelPart?
    /// Variables of the environment that are built in: name and value.
    public var environment: [KernelOption] = []
    /// The targets.
    public var targets: [KernelTarget]

    /// Creates a project.
    ///
    /// - Parameters:
    ///   - name: The image's name.
    ///   - directory: The project's directory.
    ///   - core: Unikraft.
    ///   - libraries: The libraries.
    ///   - template: The template.
    ///   - targets: The targets.
    public init(
        name: String, directory: FilePath, core: KernelPart, libraries: [KernelPart] = [],
        template: KernelPart? = nil, targets: [KernelTarget]
    ) {
        self.name = name
        self.directory = directory
        output = directory.appending(".unikraft").appending("build")
        self.core = core
        self.libraries = libraries
        self.template = template
        self.targets = targets
    }

    /// The components that it is built from.
    public var components: [ComponentKey] { requests.map(\.key) }

    /// The file that keeps what components turned out to be.
    var lockPath: FilePath { directory.appending("Kraftfile.lock") }

    /// All components that must be on disk.
    var requests: [ComponentRequest] {
        ([core, template].compactMap { $0 } + libraries).map(\.request)
    }

    /// What the project asks of the configuration of a target: of itself, Unikraft, the libraries with their
    /// switches, the architecture, the platform, the target and the environment; later ones win.
    ///
    /// - Parameter target: The target.
    /// - Returns: The request, without the embedded archive.
    /// - Throws: ``KernelBuildError`` when the environment does not fit.
    public func request(for target: KernelTarget) throws(KernelBuildError) -> ConfigurationRequest {
        var request = ConfigurationRequest()
        func add(_ options: [KernelOption], _ origin: ConfigurationRequest.Origin) {
            for option in options { request.set(option.name, option.text, origin: origin) }
        }
        add(options, .application)
        add(core.options, .core)
        for library in libraries {
            let name = library.request.key.name
            add([KernelOption(ConfigurationName.switching(library: name), "y")] + library.options, .library(name))
        }
        request.select(target.architecture)
        request.select(target.platform)
        if request["CROSS_COMPILE"] == nil, let prefix = HostTool.crossPrefix(for: target.architecture) {
            request.set("CROSS_COMPILE", prefix, origin: .architecture)
        }
        add(target.options, .target)
        try request.set(environment: environment.map { ($0.name, $0.text) })
        return request
    }
}
