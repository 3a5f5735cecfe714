/// What `RUN` says.
public struct RunInstruction: Sendable, Hashable {
    /// `--network`: what network the command sees.
    public enum Network: String, Sendable, Hashable, CaseIterable {
        /// The builder's network.
        case standard = "default"
        /// No network but the loopback device.
        case none
        /// The host's network; needs an entitlement.
        case host
    }

    /// `--security`: what the command may do.
    public enum Security: String, Sendable, Hashable, CaseIterable {
        /// The default confinement.
        case sandbox
        /// Elevated privileges; needs an entitlement.
        case insecure
    }

    /// The command.
    public var command: CommandLine
    /// The here-documents of the command, in order.
    public var heredocs: [Heredoc]
    /// The mounts that exist while the command runs.
    public var mounts: [RunMount]
    /// The network it sees.
    public var network: Network
    /// What it may do.
    public var security: Security
    /// The devices it gets.
    public var devices: [RunDevice]

    /// Creates the values.
    ///
    /// - Parameters:
    ///   - command: The command.
    ///   - heredocs: The here-documents of the command, in order.
    ///   - mounts: The mounts that exist while the command runs.
    ///   - network: The network it sees.
    ///   - security: What it may do.
    ///   - devices: The devices it gets.
    public init(
        command: CommandLine, heredocs: [Heredoc] = [], mounts: [RunMount] = [], network: Network = .standard,
        security: Security = .sandbox, devices: [RunDevice] = []
    ) {
        self.command = command
        self.heredocs = heredocs
        self.mounts = mounts
        self.network = network
        self.security = security
        self.devices = devices
    }
}
