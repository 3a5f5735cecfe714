import ELFInspector
import Glibc
public import KernelBuilder
import KraftfileModel
import OCIDistribution
public import SystemPackage
import SystemSupport
public import UnikraftCore

/// The kernel that a project's Kraftfile describes, built from its sources.
public struct ProjectKernel: KernelSource {
    /// The project.
    public var project: UnikraftProject
    /// How it is built.
    public var options: KernelBuildOptions
    /// The name of the target, when platform and architecture do not tell.
    public var targetName: String?
    private let builder: KernelBuilder

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - project: The project.
    ///   - builder: Builds it.
    ///   - options: How.
    public init(_ project: UnikraftProject, builder: KernelBuilder, options: KernelBuildOptions = .init()) {
        self.project = project
        self.builder = builder
        self.options = options
    }

    /// Yes: the configuration may ask for it.
    public var needsArchive: Bool { true }

    /// See ``KernelSource``. What a template that is not here yet will add is not known.
    public func plan(for platform: Platform, _ architecture: Architecture) async -> StepPlan {
        guard let kernel = try? KernelProject(project.model, in: project.directory) else {
            return StepPlan("kernel from sources", fetches: ["the template '\(project.model.template?.name ?? "")'"])
        }
        return kernel.plan(for: KernelTarget(platform, architecture, name: targetName))
    }

    /// See ``KernelSource``.
    public func kernel(
        for platform: Platform, _ architecture: Architecture, archive: FilePath?
    ) async throws -> ProvidedKernel {
        let kernel = try await builder.resolve(project.model, in: project.directory, options: options)
        let selection = TargetSelection(name: targetName, platform: platform, architecture: architecture)
        let built = try await builder.build(
            kernel, targets: selection, options: options, rootfs: archive.map { PackedRootfs($0) })
        guard let result = built.first else {
            throw RunError("the project has no target \(platform)/\(architecture)", remedy: "Add it to 'targets:'.")
        }
        var provided = ProvidedKernel(result.kernel)
        provided.debugKernel = result.debugImage
        provided.embedsArchive = try kernel.request(for: result.target).embedsInitrd
        let file = try OwnedDescriptor.open(result.configuration, flags: O_RDONLY)
        let text = try file.read(at: 0, limit: 16 << 20, path: result.configuration)
        provided.features = KernelFeatures(parsing: String(decoding: text, as: UTF8.self))
        provided.features.version = result.unikraftVersion
        provided.origin = result.work.description
        provided.libraries = result.libraries.compactMap(\.name)
        provided.warnings = result.findings
        return provided
    }
}
