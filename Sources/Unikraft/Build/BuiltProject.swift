import KraftfileModel
public import OCIDistribution
public import RootfsBuilder
public import SystemPackage
public import UnikraftCore

/// What a project needs to run, on disk.
public struct BuiltProject: Sendable {
    /// The project.
    public var project: UnikraftProject
    /// The virtual machine monitor that it is for.
    public var platform: Platform
    /// The architecture.
    public var architecture: Architecture
    /// The kernel.
    public var kernel: ProvidedKernel
    /// The root filesystem; nil when the project has none of its own.
    public var rootfs: BuiltRootfs?
    /// The program and its arguments.
    public var command: [String] = []
    /// The program's variables, each `NAME=value`.
    public var environment: [String] = []
    /// What is doubtful or wrong: of the Kraftfile, of the kernel's build, and what would stop the program.
    public var findings: [Diagnostic] = []
    /// How long it took.
    public var duration: Duration = .zero
    /// How long the root filesystem took; nil when the project has none of its own.
    public var rootfsDuration: Duration?
    /// How long the kernel took.
    public var kernelDuration: Duration = .zero

    /// The archive that the kernel is started with; nil when there is none, or it is inside the kernel.
    public var initramfs: FilePath? {
        if kernel.embedsArchive { return nil }
        return rootfs?.archive ?? kernel.initramfs
    }

    /// What becomes an image of a registry.
    public var package: UnikernelPackage {
        var package = UnikernelPackage(
            kernel: kernel.kernel, initrd: initramfs, platform: platform, architecture: architecture,
            command: command, environment: environment, kernelFeatures: kernel.features)
        package.debugKernel = kernel.debugKernel
        package.labels = Dictionary(project.model.labels.map { ($0.key, $0.value) }) { _, last in last }
        return package
    }
}
