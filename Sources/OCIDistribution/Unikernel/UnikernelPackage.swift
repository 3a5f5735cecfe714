import OCIModel
public import SystemPackage
public import UnikraftCore

/// A unikernel that is to become an image.
public struct UnikernelPackage: Sendable {
    /// The kernel.
    public var kernel: FilePath
    /// The initial ramdisk; nil when the kernel holds it.
    public var initrd: FilePath?
    /// The kernel with its symbols.
    public var debugKernel: FilePath?
    /// The platform.
    public var platform: Platform
    /// The processor.
    public var architecture: Architecture
    /// The kernel's version and options.
    public var kernelFeatures: KernelFeatures
    /// The command line of the application.
    public var command: [String]
    /// Environment variables, each `NAME=value`.
    public var environment: [String]
    /// Free text by name.
    public var labels: [String: String]
    /// When the package was made (RFC 3339); nil leaves it out, so that the same input gives the same bytes.
    public var created: String?

    /// Creates a package.
    ///
    /// - Parameters:
    ///   - kernel: The kernel.
    ///   - initrd: The initial ramdisk; nil when the kernel holds it.
    ///   - platform: The platform.
    ///   - architecture: The processor.
    ///   - command: The command line of the application.
    ///   - environment: Environment variables, each `NAME=value`.
    ///   - labels: Free text by name.
    ///   - kernelFeatures: The kernel's version and options.
    public init(
        kernel: FilePath, initrd: FilePath? = nil, platform: Platform, architecture: Architecture,
        command: [String] = [],
        environment: [String] = [], labels: [String: String] = [:],
        kernelFeatures: KernelFeatures = KernelFeatures()
    ) {
        self.kernel = kernel
        self.initrd = initrd
        self.platform = platform
        self.architecture = architecture
        self.command = command
        self.environment = environment
        self.labels = labels
        self.kernelFeatures = kernelFeatures
    }

    /// The files with what they are, in the order of their layers.
    var files: [(UnikernelFile.Role, FilePath)] {
        [(.kernel, kernel)]
            + [(.initrd, initrd), (.debugKernel, debugKernel)].compactMap { role, path in
                path.map { (role, $0) }
            }
    }

    /// What the image is made for, as KraftKit writes it.
    var imagePlatform: ImagePlatform {
        ImagePlatform(
            architecture: architecture.rawValue, os: platform.rawValue, osVersion: kernelFeatures.version,
            osFeatures: kernelFeatures.options)
    }
}

/// What happens when there is already an image of that name.
public enum MergeStrategy: String, Sendable, Hashable, CaseIterable {
    /// It is replaced.
    case overwrite
    /// The new manifest joins the others, in place of one for the same platform and options.
    case merge
    /// It is an error.
    case abort
}
