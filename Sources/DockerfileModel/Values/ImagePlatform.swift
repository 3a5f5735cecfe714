import UnikraftCore

/// An operating system with an architecture, as in `linux/arm64/v8` (OCI Image Specification, "Image Index").
public struct ImagePlatform: Sendable, Hashable {
    /// The operating system, for example `linux`.
    public var operatingSystem: String
    /// The architecture by Go's name, for example `amd64`.
    public var architecture: String
    /// The variant of the architecture, for example `v7`; empty for the default.
    public var variant: String
    /// The version of the operating system; empty when not given.
    public var osVersion: String

    /// Creates a platform.
    ///
    /// - Parameters:
    ///   - operatingSystem: The operating system.
    ///   - architecture: The architecture by Go's name.
    ///   - variant: The variant of the architecture.
    ///   - osVersion: The version of the operating system.
    public init(
        operatingSystem: String = "linux", architecture: String, variant: String = "", osVersion: String = ""
    ) {
        self.operatingSystem = operatingSystem
        self.architecture = architecture
        self.variant = variant
        self.osVersion = osVersion
    }

    /// Reads `OS`, `ARCH`, `OS/ARCH` or `OS/ARCH/VARIANT`, with the usual other names of architectures.
    ///
    /// - Parameter text: The platform. Case does not matter.
    /// - Throws: ``DockerfileError`` with the code `bad-value`.
    public init(parsing text: String) throws(DockerfileError) {
        let parts = text.lowercased().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count) else { throw Self.invalid(text) }
        for part in parts.dropFirst() where !Self.isName(part) { throw Self.invalid(text) }
        var system = parts[0]
        var version = ""
        if let open = system.firstIndex(of: "("), system.hasSuffix(")") {
            version = String(system[system.index(after: open)...].dropLast())
            system = String(system[..<open])
        }
        guard Self.isName(system) else { throw Self.invalid(text) }
        if system == "macos" { system = "darwin" }
        if parts.count == 1, !Self.systems.contains(system) {
            let (architecture, variant) = Self.normalized(system, "")
            guard Self.architectures.contains(architecture) else { throw Self.invalid(text) }
            self.init(architecture: architecture, variant: variant)
            return
        }
        let (architecture, variant) = Self.normalized(
            parts.count > 1 ? parts[1] : "", parts.count > 2 ? parts[2] : "")
        self.init(operatingSystem: system, architecture: architecture, variant: variant, osVersion: version)
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) || $0 == 0x2d || $0 == 0x2e || $0 == 0x5f
            }
    }

    private static func normalized(_ architecture: String, _ variant: String) -> (String, String) {
        switch architecture {
        case "i386": ("386", "")
        case "x86_64", "x86-64", "amd64": ("amd64", variant == "v1" ? "" : variant)
        case "aarch64", "arm64": ("arm64", ["8", "v8", "v8.0"].contains(variant) ? "" : variant)
        case "armhf": ("arm", "v7")
        case "armel": ("arm", "v6")
        case "arm": ("arm", variant.utf8.count == 1 ? "v" + variant : variant)
        default: (architecture, variant)
        }
    }

    private static let systems: Set<String> = [
        "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl",
        "netbsd", "openbsd", "plan9", "solaris", "windows", "zos",
    ]

    private static let architectures: Set<String> = [
        "386", "amd64", "arm", "arm64", "loong64", "mips", "mipsle", "mips64", "mips64le", "ppc64", "ppc64le",
        "riscv64", "s390x", "wasm",
    ]

    private static func invalid(_ text: String) -> DockerfileError {
        DockerfileError(
            .badValue, "'\(PrintableText.of(text))' is no platform", remedy: "Write for example linux/amd64.")
    }
}

extension ImagePlatform: CustomStringConvertible {
    /// The form `os/architecture[/variant]`.
    public var description: String {
        [operatingSystem, architecture, variant].filter { !$0.isEmpty }.joined(separator: "/")
    }
}
