public import UnikraftCore

extension ConfigurationRequest {
    /// Switches on what an architecture needs.
    ///
    /// - Parameter architecture: The architecture.
    public mutating func select(_ architecture: Architecture) {
        let name =
            switch architecture {
            case .x86_64: "ARCH_X86_64"
            case .arm64: "ARCH_ARM_64"
            case .arm: "ARCH_ARM_32"
            }
        set(name, "y", origin: .architecture)
    }

    /// Switches on what a platform needs.
    ///
    /// - Parameter platform: The platform.
    public mutating func select(_ platform: Platform) {
        let names =
            switch platform {
            case .qemu: ["PLAT_KVM", "KVM_VMM_QEMU"]
            case .firecracker: ["PLAT_KVM", "KVM_VMM_FIRECRACKER"]
            case .xen: ["PLAT_XEN"]
            case .linuxUserspace: ["PLAT_LINUXU"]
            }
        for name in names { set(name, "y", origin: .platform) }
    }

    /// Writes the environment into the kernel: `LIBPOSIX_ENVIRON_ENVP1` and the following, the first
    /// free ones, in the order given. `ENVP0` stays as it is.
    ///
    /// - Parameter variables: Name and value pairs.
    /// - Throws: ``KernelBuildError`` when there are more than fifteen.
    public mutating func set(environment variables: [(name: String, value: String)]) throws(KernelBuildError) {
        var free = (1...15).map { "LIBPOSIX_ENVIRON_ENVP\($0)" }.filter { self[$0] == nil }[...]
        for variable in variables {
            guard let name = free.popFirst() else {
                throw KernelBuildError(
                    .configuration, subject: variable.name, "a kernel holds at most 15 environment variables",
                    remedy: "Drop some of 'env:', or give them when the machine is started.")
            }
            set(name, "\(variable.name)=\(variable.value)", origin: .environment)
        }
    }
}
