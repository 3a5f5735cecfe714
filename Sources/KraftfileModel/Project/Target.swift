public import UnikraftCore

/// A platform and an architecture to build a kernel for.
public struct Target: Sendable, Hashable {
    /// Its name, if it is given.
    public var name: String?
    /// The platform.
    public var platform: Platform
    /// The architecture.
    public var architecture: Architecture
    /// Where the kernel is to be put; nil for the usual place.
    public var kernelPath: String?
    /// The options that only this target sets.
    public var kconfig: KconfigOptions

    /// Creates a target.
    ///
    /// - Parameters:
    ///   - platform: The platform.
    ///   - architecture: The architecture.
    ///   - name: Its name.
    ///   - kernelPath: Where the kernel is to be put.
    ///   - kconfig: The options that only this target sets.
    public init(
        platform: Platform, architecture: Architecture, name: String? = nil, kernelPath: String? = nil,
        kconfig: KconfigOptions = []
    ) {
        self.name = name
        self.platform = platform
        self.architecture = architecture
        self.kernelPath = kernelPath
        self.kconfig = kconfig
    }

    /// The options that platform and architecture stand for.
    public var impliedKconfig: KconfigOptions {
        let architectureOption =
            switch architecture {
            case .x86_64: "ARCH_X86_64"
            case .arm64: "ARCH_ARM_64"
            case .arm: "ARCH_ARM_32"
            }
        let platformOptions =
            switch platform {
            case .qemu: ["PLAT_KVM", "KVM_VMM_QEMU"]
            case .firecracker: ["PLAT_KVM", "KVM_VMM_FIRECRACKER"]
            case .xen: ["PLAT_XEN"]
            case .linuxUserspace: ["PLAT_LINUXU"]
            }
        return KconfigOptions(([architectureOption] + platformOptions).map { KconfigOption($0, .yes) })
    }
}

extension Target: CustomStringConvertible {
    /// Platform and architecture as in a Kraftfile: `qemu/x86_64`.
    public var description: String { "\(platform)/\(architecture)" }
}
