/// A virtual machine monitor that a Unikraft kernel is built for.
public enum Platform: String, Sendable, Hashable, CaseIterable {
    /// QEMU; `kvm` in older projects.
    case qemu
    /// Firecracker.
    case firecracker = "fc"
    /// Xen.
    case xen
    /// A Linux process.
    case linuxUserspace = "linuxu"

    /// Reads a platform by Unikraft's name or an alias.
    ///
    /// - Parameter name: For example `qemu`, `kvm`, `fc` or `firecracker`. Case does not matter.
    /// - Throws: ``InvalidValue`` when no platform has that name.
    public init(parsing name: String) throws(InvalidValue) {
        switch name.lowercased() {
        case "qemu", "kvm": self = .qemu
        case "fc", "firecracker": self = .firecracker
        case "xen": self = .xen
        case "linuxu": self = .linuxUserspace
        default:
            throw InvalidValue(
                kind: "platform", text: name, reason: "no such platform is known",
                remedy: "Use one of \(Self.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
    }
}

extension Platform: CustomStringConvertible {
    /// The text for people.
    public var description: String { rawValue }
}
