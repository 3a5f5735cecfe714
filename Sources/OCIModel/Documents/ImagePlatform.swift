/// What a manifest of an index is made for (image-spec, image-index.md, `platform`).
///
/// A Unikraft package names the virtual machine monitor as `os`, and its kernel's options as `os.features`.
public struct ImagePlatform: Sendable, Hashable, Codable {
    /// The processor: `amd64` by the specification, `x86_64` by Unikraft.
    public var architecture: String
    /// `linux`, or Unikraft's platform such as `qemu`.
    public var os: String
    /// The version of the system; for Unikraft the kernel's full version.
    public var osVersion: String?
    /// Features that are needed; for Unikraft the kernel's options, `CONFIG_…=value`.
    public var osFeatures: [String]
    /// The variant of the processor, for example `v8`.
    public var variant: String?

    /// Creates a platform.
    ///
    /// - Parameters:
    ///   - architecture: The processor.
    ///   - os: The system, or Unikraft's platform.
    ///   - osVersion: The version of the system.
    ///   - osFeatures: Features that are needed.
    ///   - variant: The variant of the processor.
    public init(
        architecture: String, os: String, osVersion: String? = nil, osFeatures: [String] = [], variant: String? = nil
    ) {
        self.architecture = architecture
        self.os = os
        self.osVersion = osVersion
        self.osFeatures = osFeatures
        self.variant = variant
    }

    private enum CodingKeys: String, CodingKey {
        case architecture, os, variant
        case osVersion = "os.version"
        case osFeatures = "os.features"
    }

    /// Reads a platform. Fields that are missing, as in some configurations, are empty.
    ///
    /// - Parameter decoder: The source.
    /// - Throws: `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        architecture = try container.decodeIfPresent(String.self, forKey: .architecture) ?? ""
        os = try container.decodeIfPresent(String.self, forKey: .os) ?? ""
        osVersion = try container.decodeIfPresent(String.self, forKey: .osVersion)
        osFeatures = try container.decodeIfPresent([String].self, forKey: .osFeatures) ?? []
        variant = try container.decodeIfPresent(String.self, forKey: .variant)
    }

    /// Writes a platform without its empty fields.
    ///
    /// - Parameter encoder: The target.
    /// - Throws: What the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(architecture, forKey: .architecture)
        try container.encode(os, forKey: .os)
        try container.encodeIfPresent(osVersion, forKey: .osVersion)
        if !osFeatures.isEmpty { try container.encode(osFeatures, forKey: .osFeatures) }
        try container.encodeIfPresent(variant, forKey: .variant)
    }
}

extension ImagePlatform: CustomStringConvertible {
    /// `os/architecture` or `os/architecture/variant`.
    public var description: String {
        "\(os)/\(architecture)" + (variant.map { "/\($0)" } ?? "")
    }

    /// The processor by the name that the image specification uses, whichever of its names was written.
    public var normalizedArchitecture: String {
        switch architecture.lowercased() {
        case "x86_64", "x86-64", "amd64": "amd64"
        case "aarch64", "arm64": "arm64"
        case "armhf", "armel", "armv7", "armv7l", "arm": "arm"
        case "i386", "i486", "i586", "i686", "386": "386"
        case let other: other
        }
    }

    /// The variant, with the one that is usual for the processor when none is written.
    public var normalizedVariant: String? {
        switch (normalizedArchitecture, variant) {
        case ("arm64", nil), ("arm64", "8"?), ("arm64", "v8"?): nil
        case ("arm", nil), ("arm", "7"?): "v7"
        default: variant
        }
    }
}
