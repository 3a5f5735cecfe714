public import OCIModel
public import UnikraftCore

/// Chooses a manifest of an index by what it is made for.
public struct PlatformSelector: Sendable, Hashable {
    /// The system, or Unikraft's platform: `qemu`; nil takes any.
    public var os: String?
    /// The processor, by any of its names; nil takes any.
    public var architecture: String?
    /// Options that the kernel must have been built with, such as `CONFIG_LIBVFSCORE=y`.
    public var kernelOptions: Set<String>

    /// Creates a selector.
    ///
    /// - Parameters:
    ///   - os: The system, or Unikraft's platform.
    ///   - architecture: The processor.
    ///   - kernelOptions: Options that the kernel must have been built with.
    public init(os: String? = nil, architecture: String? = nil, kernelOptions: Set<String> = []) {
        self.os = os
        self.architecture = architecture
        self.kernelOptions = kernelOptions
    }

    /// Chooses a unikernel.
    ///
    /// - Parameters:
    ///   - platform: The platform.
    ///   - architecture: The processor.
    ///   - kernelOptions: Options that the kernel must have been built with.
    public init(_ platform: Platform, _ architecture: Architecture, kernelOptions: Set<String> = []) {
        self.init(os: platform.rawValue, architecture: architecture.rawValue, kernelOptions: kernelOptions)
    }

    /// Whether a platform is one that is wanted.
    ///
    /// - Parameter platform: What a manifest is made for.
    /// - Returns: Whether it is.
    public func matches(_ platform: ImagePlatform) -> Bool {
        matchesMachine(platform) && kernelOptions.isSubset(of: platform.osFeatures)
    }

    /// Whether system and processor are those that are wanted, whatever the kernel's options are.
    func matchesMachine(_ platform: ImagePlatform) -> Bool {
        if let os, Self.normal(os) != Self.normal(platform.os) { return false }
        guard let architecture else { return true }
        let wanted = ImagePlatform(architecture: architecture, os: "").normalizedArchitecture
        return wanted == platform.normalizedArchitecture
    }

    /// The manifests of an index that are wanted. One without a platform may be anything, and is taken only when it
    /// is the only one.
    ///
    /// - Parameter manifests: The manifests of an index.
    /// - Returns: Those that fit, in the index's order.
    public func select(_ manifests: [Descriptor]) -> [Descriptor] {
        let fitting = manifests.filter { $0.platform.map(matches) ?? false }
        return fitting.isEmpty && manifests.count == 1 && manifests[0].platform == nil ? manifests : fitting
    }

    static func normal(_ os: String) -> String {
        (try? Platform(parsing: os))?.rawValue ?? os.lowercased()
    }
}
