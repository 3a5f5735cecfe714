import UnikraftCore

/// What a build is given from outside: arguments and platforms.
public struct BuildArguments: Sendable, Hashable {
    /// The values of `--build-arg`, by name.
    public var values: [String: String]
    /// The platform of the result.
    public var targetPlatform: ImagePlatform
    /// The platform of the machine that builds.
    public var buildPlatform: ImagePlatform

    /// Creates arguments.
    ///
    /// - Parameters:
    ///   - values: The values of `--build-arg`, by name.
    ///   - targetPlatform: The platform of the result.
    ///   - buildPlatform: The platform of the machine that builds; nil for that of the result.
    public init(
        _ values: [String: String] = [:], targetPlatform: ImagePlatform = .init(architecture: "amd64"),
        buildPlatform: ImagePlatform? = nil
    ) {
        self.values = values
        self.targetPlatform = targetPlatform
        self.buildPlatform = buildPlatform ?? targetPlatform
    }

    /// The arguments that need no `ARG` (Dockerfile reference, "Predefined ARGs"). Commands of `RUN` see
    /// them; they are not in the image, and other instructions do not see them without `ARG`.
    static let proxyNames = [
        "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY", "ftp_proxy", "NO_PROXY", "no_proxy",
        "ALL_PROXY", "all_proxy",
    ]

    /// The variables that every command of `RUN` sees because of proxy arguments, in both cases.
    var proxyVariables: [EnvironmentVariable] {
        Self.proxyNames.compactMap { name in
            let value = values[name] ?? values[name.lowercased()] ?? values[name.uppercased()]
            return value.map { EnvironmentVariable(name: name, value: $0) }
        }
    }

    /// The arguments of the global scope that describe the platforms (Dockerfile reference, "Automatic
    /// platform ARGs in the global scope"). A value given from outside goes before them.
    ///
    /// - Parameter target: The name of the target stage; nil for none.
    /// - Returns: Names and values.
    func platformVariables(target: String?) -> [EnvironmentVariable] {
        let pairs = [
            ("BUILDPLATFORM", buildPlatform.description), ("BUILDOS", buildPlatform.operatingSystem),
            ("BUILDOSVERSION", buildPlatform.osVersion), ("BUILDARCH", buildPlatform.architecture),
            ("BUILDVARIANT", buildPlatform.variant), ("TARGETPLATFORM", targetPlatform.description),
            ("TARGETOS", targetPlatform.operatingSystem), ("TARGETOSVERSION", targetPlatform.osVersion),
            ("TARGETARCH", targetPlatform.architecture), ("TARGETVARIANT", targetPlatform.variant),
            ("TARGETSTAGE", target ?? "default"),
        ]
        return pairs.map { EnvironmentVariable(name: $0.0, value: values[$0.0] ?? $0.1) }
    }
}
