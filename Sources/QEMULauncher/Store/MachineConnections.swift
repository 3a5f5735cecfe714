public import UnikraftCore

/// The connections of one machine to networks of its host, from before it starts until it has ended.
public struct MachineConnections: Sendable {
    /// The networks, with the addresses and taps that the machine has there.
    public private(set) var memberships: [NetworkMembership]
    /// The ports that lead to the machine beside QEMU.
    public private(set) var ports: [PortMapping] = []
    private var attachments: [NetworkAttachment] = []
    private let machine: String
    private let connector: (any NetworkConnector)?

    /// Connects a machine that is about to start. Without networks nothing happens.
    ///
    /// - Parameters:
    ///   - configuration: The machine; start what ``applied(to:)`` makes of it.
    ///   - memberships: The networks.
    ///   - connector: Connects to them.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/configuration`` when there are networks and no connector;
    ///   what the connector throws.
    public init(
        of configuration: MachineConfiguration, joining memberships: [NetworkMembership],
        by connector: (any NetworkConnector)?
    ) async throws {
        self.memberships = memberships
        self.connector = connector
        machine = configuration.name
        ports = memberships.isEmpty ? [] : configuration.ports
        try await connect()
    }

    /// The machine with its devices on the networks. Its ports are published beside QEMU then, on the first of them.
    ///
    /// - Parameter configuration: The machine.
    /// - Returns: The machine as it is to be started; unchanged without networks.
    public func applied(to configuration: MachineConfiguration) -> MachineConfiguration {
        guard !memberships.isEmpty else { return configuration }
        var result = configuration
        result.networks = attachments + configuration.networks
        result.ports = []
        return result
    }

    /// Connects a machine of a store again. Its guest was told its address before, so it must get the same.
    init(rejoining record: inout MachineRecord, by connector: (any NetworkConnector)?) async throws {
        memberships = record.networks ?? []
        self.connector = connector
        machine = record.name
        ports = try (record.networkPorts ?? []).flatMap { text throws(InvalidValue) in try PortMapping.parse(text) }
        let before = memberships
        do {
            try await connect()
        } catch let error as LaunchError {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw LaunchError(
                .configuration, subject: machine, "the machine '\(machine)' cannot come back to its networks",
                remedy: "If that cannot be mended, remove the machine and run it again: it is told its address once.",
                cause: error)
        }
        for (old, new) in zip(before, memberships) {
            guard old.guestParameter == new.guestParameter else {
                await disconnect()
                throw LaunchError(
                    .configuration, subject: machine,
                    "the network '\(new.network)' has changed since the machine '\(machine)' was made: its guest was "
                        + "told \(old.guestParameter ?? "nothing") and would need \(new.guestParameter ?? "nothing")",
                    remedy: "Remove the machine and run it again.")
            }
            guard let tap = new.tap, let oldTap = old.tap, tap != oldTap else { continue }
            record.useTap(tap, insteadOf: oldTap)
        }
    }

    /// Makes the connections last as long as the machine's process, and publishes its ports.
    ///
    /// - Parameter process: QEMU's process.
    /// - Returns: The connections, with the numbers of the ports that the host chose.
    /// - Throws: What the connector throws.
    @discardableResult
    public func keep(while process: Int32) async throws -> MachineConnections {
        guard !memberships.isEmpty, let connector else { return self }
        var kept = self
        kept.ports = try await connector.keep(machine, on: memberships, ports: ports, while: process)
        return kept
    }

    /// Gives addresses and ports back.
    public func disconnect() async {
        guard !memberships.isEmpty else { return }
        await connector?.disconnect(machine, from: memberships)
    }

    private mutating func connect() async throws {
        guard let first = memberships.first else { return }
        guard let connector else {
            throw LaunchError(
                .configuration, subject: machine,
                "the machine '\(machine)' belongs to the network '\(first.network)', and nothing connects it",
                remedy: "Give the store a NetworkConnector: MachineStore(connector: HostNetworks(launcher: …)).")
        }
        attachments = try await connector.connect(machine, to: memberships, publishing: ports)
        memberships = zip(memberships, attachments).map { $0.connected(by: $1) }
    }
}

extension MachineRecord {
    /// Notes where the machine is connected.
    mutating func note(_ connections: MachineConnections) {
        guard !connections.memberships.isEmpty else { return }
        networks = connections.memberships
        networkPorts = connections.ports.map(\.description)
    }

    /// Puts another tap into the arguments of QEMU.
    fileprivate mutating func useTap(_ tap: String, insteadOf old: String) {
        arguments = arguments.map { argument in
            argument.hasPrefix("tap,") ? argument.replacing(",ifname=\(old),", with: ",ifname=\(tap),") : argument
        }
        interfaces = interfaces.map { $0.map { $0 == old ? tap : $0 } }
    }
}
