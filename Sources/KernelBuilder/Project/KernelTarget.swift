public import UnikraftCore

/// A platform and an architecture that a kernel is built for.
public struct KernelTarget: Sendable, Hashable, CustomStringConvertible {
    /// The target's own name, if it has one.
    public var name: String?
    /// The platform.
    public var platform: Platform
    /// The architecture.
    public var architecture: Architecture
    /// Options of this target alone.
    public var options: [KernelOption]

    /// Creates a target.
    ///
    /// - Parameters:
    ///   - platform: The platform.
    ///   - architecture: The architecture.
    ///   - name: The target's own name.
    ///   - options: Options of this target alone.
    public init(_ platform: Platform, _ architecture: Architecture, name: String? = nil, options: [KernelOption] = []) {
        self.name = name
        self.platform = platform
        self.architecture = architecture
        self.options = options
    }

    /// Platform and architecture, for example `qemu/x86_64`.
    public var description: String { "\(platform)/\(architecture)" }

    /// The names that the cores give an image of this target, the newest first; older ones say `kvm` for both
    /// QEMU and Firecracker.
    ///
    /// - Parameter name: The image's name.
    /// - Returns: File names.
    func imageNames(_ name: String) -> [String] {
        let platforms =
            switch platform {
            case .qemu: ["qemu", "kvm"]
            case .firecracker: ["fc", "firecracker", "kvm"]
            case .xen, .linuxUserspace: [platform.rawValue]
            }
        return platforms.map { "\(name)_\($0)-\(architecture)" }
    }
}
