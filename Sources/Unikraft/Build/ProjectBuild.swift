import DockerfileModel
public import KernelBuilder
import KraftfileModel
import OCIModel
public import RootfsBuilder
import SystemPackage
public import UnikraftCore

/// Builds what a project needs to run: the root filesystem and the kernel, side by side where one does not go into
/// the other.
///
/// ```swift
/// let project = try UnikraftProject(in: ".")
/// let built = try await ProjectBuild(project, services: services).run(for: .qemu, .x86_64)
/// ```
public struct ProjectBuild: Sendable {
    /// The project.
    public var project: UnikraftProject
    /// What is built with.
    public var services: BuildServices
    /// Where the root filesystem comes from; nil is what the Kraftfile says.
    public var rootfs: (any RootfsSource)?
    /// Where the kernel comes from; nil is what the Kraftfile says.
    public var kernel: (any KernelSource)?
    /// How kernels are built.
    public var kernelOptions: KernelBuildOptions
    /// The command in place of the project's own; nil for that.
    public var command: [String]?

    /// Creates a build.
    ///
    /// - Parameters:
    ///   - project: The project.
    ///   - services: What is built with.
    public init(_ project: UnikraftProject, services: BuildServices) {
        self.project = project
        self.services = services
        kernelOptions = KernelBuildOptions()
    }

    /// Builds for every target that a selection means, each component fetched once.
    ///
    /// - Parameter selection: Which targets are meant.
    /// - Returns: What was built, in the order of the targets.
    /// - Throws: What ``run(for:_:)`` throws.
    public func run(_ selection: TargetSelection) async throws -> [BuiltProject] {
        var build = try await withTemplate()
        var results: [BuiltProject] = []
        for target in try build.targets(selection) {
            results.append(try await build.run(for: target.platform, target.architecture))
            if kernelOptions.ignoresCache, build.project.model.unikraft?.isPrebuiltKernel == false {
                let kernel = try KernelProject(build.project.model, in: project.directory)
                build.kernelOptions.freshComponents = Set(kernel.components)
            }
        }
        return results
    }

    /// The build with what the Kraftfile of the project's template gives; the template is fetched where it is not
    /// there.
    ///
    /// - Returns: The build of the merged project; the same build when there is no template.
    /// - Throws: `KernelBuildError`; `KraftfileError`; `CancellationError`.
    public func withTemplate() async throws -> ProjectBuild {
        guard let template = project.model.template else { return self }
        var result = self
        result.project.model = try await services.kernelBuilder.mergingTemplate(
            of: project.model, in: project.directory, options: kernelOptions)
        result.kernelOptions.freshComponents.insert(template.componentKey)
        return result
    }

    /// The platforms and architectures that the Kraftfile names and a selection means; for a project that names none,
    /// the selection itself, with QEMU and this machine's architecture where it says nothing.
    ///
    /// - Parameter selection: Which ones are meant.
    /// - Returns: At least one.
    /// - Throws: `KernelBuildError` when none matches, or several do where one is meant.
    public func targets(_ selection: TargetSelection) throws -> [KernelTarget] {
        let named = project.model.targets.map { KernelTarget($0.platform, $0.architecture, name: $0.name) }
        guard named.isEmpty, !project.model.buildsKernel else { return try selection.select(from: named) }
        return [KernelTarget(selection.platform ?? .qemu, selection.architecture ?? .host)]
    }

    /// Builds for one platform and architecture.
    ///
    /// - Parameters:
    ///   - platform: The virtual machine monitor.
    ///   - architecture: The architecture.
    /// - Returns: What was built, and what the program's command is.
    /// - Throws: ``RunError`` when the project cannot be built as it is; `RootfsError`; `KernelBuildError`;
    ///   `DistributionError`; `CancellationError`.
    public func run(for platform: Platform, _ architecture: Architecture) async throws -> BuiltProject {
        try await withTemplate().runMerged(for: platform, architecture)
    }

    private func runMerged(for platform: Platform, _ architecture: Architecture) async throws -> BuiltProject {
        let kernelSource = try kernel ?? self.kernelSource(for: platform, architecture)
        let rootfsSource = if let rootfs { rootfs } else { try await project.rootfsSource(services) }
        let clock = ContinuousClock()
        let start = clock.now
        let (archive, rootfsDuration): (BuiltRootfs?, Duration)
        let (provided, kernelDuration): (ProvidedKernel, Duration)
        if kernelSource.needsArchive {
            (archive, rootfsDuration) = try await timed { try await buildRootfs(rootfsSource, architecture) }
            (provided, kernelDuration) = try await timed { [archive] in
                try await kernelSource.kernel(for: platform, architecture, archive: archive?.archive)
            }
        } else {
            async let making = timed { try await buildRootfs(rootfsSource, architecture) }
            (provided, kernelDuration) = try await timed {
                try await kernelSource.kernel(for: platform, architecture, archive: nil)
            }
            (archive, rootfsDuration) = try await making
        }
        var built = BuiltProject(project: project, platform: platform, architecture: architecture, kernel: provided)
        built.rootfs = archive
        built.kernelDuration = kernelDuration
        if archive != nil { built.rootfsDuration = rootfsDuration }
        built.duration = clock.now - start
        built.command =
            command ?? project.model.command ?? archive?.contents.settings.commandLine ?? provided.command
        built.environment = environment(archive, provided)
        built.findings = project.warnings + provided.warnings + findings(built)
        return built
    }

    /// Where the root filesystem's archive appears.
    func archivePath(_ architecture: Architecture) -> FilePath {
        project.buildDirectory.appending("initramfs-\(architecture).\(CpioRootfsFormat().fileExtension)")
    }

    /// Where the Kraftfile says that the kernel comes from.
    func kernelSource(for platform: Platform, _ architecture: Architecture) throws -> any KernelSource {
        let model = project.model
        let target = model.targets.first { $0.platform == platform && $0.architecture == architecture }
        if let path = target?.kernelPath { return KernelFile(project.path(path)) }
        if let unikraft = model.unikraft, unikraft.isPrebuiltKernel, let source = unikraft.source {
            return KernelFile(project.path(source.location))
        }
        if model.buildsKernel {
            var source = ProjectKernel(project, builder: services.kernelBuilder, options: kernelOptions)
            source.targetName = target?.name
            return source
        }
        guard let runtime = model.effectiveRuntime else {
            throw RunError(
                "the project in '\(project.directory)' names no kernel",
                remedy: "Add 'runtime:', 'unikraft:' or 'template:' to the Kraftfile.")
        }
        if let path = runtime.kernelPath { return KernelFile(project.path(path)) }
        var source = PackagedKernel(
            try ImageReference(parsing: runtime.resolvedText, defaults: .unikraft), services: services)
        source.kernelOptions = Set(runtime.kconfig.options.map { "CONFIG_\($0.name)=\($0.value.text)" })
        return source
    }

    private func buildRootfs(_ source: (any RootfsSource)?, _ architecture: Architecture) async throws -> BuiltRootfs? {
        guard let source else { return nil }
        let build = RootfsBuild(source, in: try services.rootfsEnvironment(architecture))
        return try await build.write(to: archivePath(architecture))
    }

    /// The variables of the image, then the project's; a later one replaces an earlier one of its name.
    private func environment(_ archive: BuiltRootfs?, _ kernel: ProvidedKernel) -> [String] {
        let fromImage = archive?.contents.settings.environment.map { "\($0.name)=\($0.value)" } ?? kernel.environment
        let own = project.model.environment.compactMap { variable in
            (variable.value ?? services.variables[variable.name]).map { "\(variable.name)=\($0)" }
        }
        return Self.merged(fromImage + own)
    }

    static func merged(_ variables: [String]) -> [String] {
        var result: [String] = []
        for variable in variables {
            let name = variable.prefix { $0 != "=" }
            if let index = result.firstIndex(where: { $0.prefix { $0 != "=" } == name }) {
                result[index] = variable
            } else {
                result.append(variable)
            }
        }
        return result
    }
}

/// Does something, and tells how long it took.
private func timed<Result: Sendable>(
    _ body: @Sendable () async throws -> Result
) async throws -> (Result, Duration) {
    let clock = ContinuousClock()
    let start = clock.now
    return (try await body(), clock.now - start)
}
