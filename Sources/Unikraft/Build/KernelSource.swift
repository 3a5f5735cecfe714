public import OCIDistribution
public import SystemPackage
public import UnikraftCore

/// Something that a kernel can be had from.
public protocol KernelSource: Sendable {
    /// Whether the root filesystem may end inside the kernel, so that it has to be there first.
    var needsArchive: Bool { get }

    /// Tells what getting the kernel will do. Nothing is fetched or run.
    ///
    /// - Parameters:
    ///   - platform: The virtual machine monitor that it is for.
    ///   - architecture: The architecture.
    /// - Returns: The step; by default it has a name only.
    func plan(for platform: Platform, _ architecture: Architecture) async -> StepPlan

    /// Gets the kernel.
    ///
    /// - Parameters:
    ///   - platform: The virtual machine monitor that it is for.
    ///   - architecture: The architecture.
    ///   - archive: The root filesystem, when there is one and it is there first.
    /// - Returns: The kernel.
    /// - Throws: An error that says why it cannot be had.
    func kernel(for platform: Platform, _ architecture: Architecture, archive: FilePath?) async throws -> ProvidedKernel
}

extension KernelSource {
    /// A step that is called after the type of the source.
    public func plan(for platform: Platform, _ architecture: Architecture) async -> StepPlan {
        StepPlan("\(Self.self)")
    }
}

/// A kernel, and what came with it.
public struct ProvidedKernel: Sendable {
    /// The kernel.
    public var kernel: FilePath
    /// The kernel with its symbols, when there is one.
    public var debugKernel: FilePath?
    /// The kernel's version and options, as far as they are known.
    public var features = KernelFeatures()
    /// Where it comes from, in a few words.
    public var origin = "as it is"
    /// The libraries in it, as far as they are known.
    public var libraries: [String] = []
    /// Whether the root filesystem is inside the kernel.
    public var embedsArchive = false
    /// The root filesystem that came with it, when there is one.
    public var initramfs: FilePath?
    /// The command that came with it; empty for none.
    public var command: [String] = []
    /// The variables that came with it, each `NAME=value`.
    public var environment: [String] = []
    /// What is doubtful about it.
    public var warnings: [Diagnostic] = []

    /// Creates the value.
    ///
    /// - Parameter kernel: The kernel.
    public init(_ kernel: FilePath) {
        self.kernel = kernel
    }
}

/// A kernel file that is there.
public struct KernelFile: KernelSource {
    /// The file.
    public var path: FilePath

    /// Creates a source.
    ///
    /// - Parameter path: The file.
    public init(_ path: FilePath) {
        self.path = path
    }

    /// No.
    public var needsArchive: Bool { false }

    /// See ``KernelSource``.
    public func plan(for platform: Platform, _ architecture: Architecture) async -> StepPlan {
        var plan = StepPlan("kernel file", reads: [path.string])
        if !path.isRegularFile { plan.lacks = [path.string] }
        return plan
    }

    /// See ``KernelSource``.
    public func kernel(
        for platform: Platform, _ architecture: Architecture, archive: FilePath?
    ) async throws -> ProvidedKernel {
        try path.checkReadableFile()
        return ProvidedKernel(path)
    }
}
