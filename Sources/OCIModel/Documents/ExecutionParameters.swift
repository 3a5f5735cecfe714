/// What an image runs, and how (image-spec, config.md, `config`).
public struct ExecutionParameters: Sendable, Hashable, Codable {
    /// The user: a name or a number, with a group after a colon.
    public var user: String?
    /// The ports it listens on, as `80/tcp`.
    public var exposedPorts: [String]
    /// Environment variables, each `NAME=value`.
    public var environment: [String]
    /// The program; ``command`` is appended.
    public var entrypoint: [String]?
    /// The program, or the arguments of the entry point.
    public var command: [String]?
    /// Paths that hold data of their own.
    public var volumes: [String]
    /// The working directory.
    public var workingDirectory: String?
    /// Free text by name.
    public var labels: [String: String]
    /// The signal that asks it to stop.
    public var stopSignal: String?

    /// Creates parameters.
    ///
    /// - Parameters:
    ///   - command: The program, or the arguments of the entry point.
    ///   - entrypoint: The program.
    ///   - environment: Environment variables, each `NAME=value`.
    ///   - labels: Free text by name.
    ///   - workingDirectory: The working directory.
    public init(
        command: [String]? = nil, entrypoint: [String]? = nil, environment: [String] = [],
        labels: [String: String] = [:], workingDirectory: String? = nil
    ) {
        user = nil
        exposedPorts = []
        self.environment = environment
        self.entrypoint = entrypoint
        self.command = command
        volumes = []
        self.workingDirectory = workingDirectory
        self.labels = labels
        stopSignal = nil
    }

    private enum CodingKeys: String, CodingKey {
        case user = "User"
        case exposedPorts = "ExposedPorts"
        case environment = "Env"
        case entrypoint = "Entrypoint"
        case command = "Cmd"
        case volumes = "Volumes"
        case workingDirectory = "WorkingDir"
        case labels = "Labels"
        case stopSignal = "StopSignal"
    }

    /// The empty object that stands behind each name of a set (image-spec, config.md, `ExposedPorts`).
    private struct Member: Codable {
        init() {}
        init(from decoder: any Decoder) throws {}
        func encode(to encoder: any Encoder) throws {
            enum NoKeys: CodingKey {}
            _ = encoder.container(keyedBy: NoKeys.self)
        }
    }

    /// Reads parameters. `null`, as Docker writes it, is as good as nothing.
    ///
    /// - Parameter decoder: The source.
    /// - Throws: `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func names(_ key: CodingKeys) throws -> [String] {
            try container.decodeIfPresent([String: Member].self, forKey: key)?.keys.sorted() ?? []
        }
        user = try container.decodeIfPresent(String.self, forKey: .user)
        exposedPorts = try names(.exposedPorts)
        environment = try container.decodeIfPresent([String].self, forKey: .environment) ?? []
        entrypoint = try container.decodeIfPresent([String].self, forKey: .entrypoint)
        command = try container.decodeIfPresent([String].self, forKey: .command)
        volumes = try names(.volumes)
        workingDirectory = try container.decodeIfPresent(String.self, forKey: .workingDirectory)
        labels = try container.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
        stopSignal = try container.decodeIfPresent(String.self, forKey: .stopSignal)
    }

    /// Writes parameters without their empty fields.
    ///
    /// - Parameter encoder: The target.
    /// - Throws: What the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        func encode(_ names: [String], _ key: CodingKeys) throws {
            guard !names.isEmpty else { return }
            try container.encode(Dictionary(names.map { ($0, Member()) }) { first, _ in first }, forKey: key)
        }
        try container.encodeIfPresent(user, forKey: .user)
        try encode(exposedPorts, .exposedPorts)
        if !environment.isEmpty { try container.encode(environment, forKey: .environment) }
        try container.encodeIfPresent(entrypoint, forKey: .entrypoint)
        try container.encodeIfPresent(command, forKey: .command)
        try encode(volumes, .volumes)
        try container.encodeIfPresent(workingDirectory, forKey: .workingDirectory)
        if !labels.isEmpty { try container.encode(labels, forKey: .labels) }
        try container.encodeIfPresent(stopSignal, forKey: .stopSignal)
    }
}
