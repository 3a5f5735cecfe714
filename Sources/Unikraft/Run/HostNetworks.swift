public import NetdevBridge
public import QEMULauncher
public import UnikraftCore

/// Connects machines to the bridges that `NetworkManager` manages, and to the network `passt`: addresses, taps and
/// published ports last as long as the machine's process.
public struct HostNetworks: NetworkConnector {
    private let manager: NetworkManager
    private let launcher: any ProcessLauncher

    /// Uses the networks of a host.
    ///
    /// - Parameters:
    ///   - launcher: Starts `nft` and `passt`.
    ///   - manager: The bridges; nil is those of this host.
    public init(launcher: any ProcessLauncher, bridges manager: NetworkManager? = nil) {
        self.launcher = launcher
        self.manager = manager ?? NetworkManager(launcher: launcher)
    }

    /// Looks for each network, its bridge, the address and the device of taps, and for what publishing ports needs.
    ///
    /// - Parameters:
    ///   - memberships: The networks, and the addresses that the machine must have there.
    ///   - machine: The machine's name; nil when it has none yet.
    ///   - ports: The ports of the host that are to lead to it.
    /// - Returns: Every problem, as `NetworkError` or `InvalidValue`.
    public func problems(
        of memberships: [NetworkMembership], for machine: String?, publishing ports: [PortMapping]
    ) async -> [any Error] {
        var problems: [any Error] = []
        for (device, membership) in memberships.enumerated() {
            do {
                guard membership.network != PasstDevice.network else {
                    try membership.checkPasst(memberships)
                    continue
                }
                let request = try membership.request(machine ?? "swift-unikraft-preflight", device: device)
                try manager.check(request, for: InterfaceName(parsing: membership.network))
            } catch {
                problems.append(error)
            }
        }
        if memberships.isEmpty || memberships.first?.network == PasstDevice.network {
            // What rules of ours lead elsewhere has no listener that a trial would find.
            for port in ports {
                do throws(NetworkError) { try manager.check(port) } catch { problems.append(error) }
            }
        }
        if let first = memberships.first, first.network != PasstDevice.network, !ports.isEmpty {
            do {
                try await manager.checkPublishing(on: InterfaceName(parsing: first.network))
            } catch {
                problems.append(error)
            }
        }
        return problems
    }

    /// Leases an address and makes or takes a tap on each network; the addresses are stable for the machine's name.
    ///
    /// - Parameters:
    ///   - machine: The machine's name.
    ///   - memberships: The networks.
    ///   - ports: The ports of the host that are to lead to it; `passt` takes them at once.
    /// - Returns: A device for each.
    /// - Throws: `NetworkError`, or `InvalidValue` when a name or an address is none.
    public func connect(
        _ machine: String, to memberships: [NetworkMembership], publishing ports: [PortMapping]
    ) async throws -> [NetworkAttachment] {
        var made: [NetworkAttachment] = []
        var interfaces: [NetworkInterface] = []
        do {
            for (device, membership) in memberships.enumerated() {
                if membership.network == PasstDevice.network {
                    try membership.checkPasst(memberships)
                    let passt = try PasstDevice(of: machine)
                    made.append(try await passt.start(device == 0 ? ports : [], launcher: launcher))
                } else {
                    let request = try membership.request(machine, device: device)
                    interfaces.append(try manager.attach(request, to: InterfaceName(parsing: membership.network)))
                    made.append(NetworkAttachment(interfaces[interfaces.count - 1]))
                }
            }
        } catch {
            if made.count > interfaces.count { try? PasstDevice(of: machine).stop() }
            for interface in interfaces { try? manager.detach(interface.lease, from: interface.network) }
            throw error
        }
        return made
    }

    /// Makes leases and ports the machine's process's own.
    ///
    /// - Parameters:
    ///   - machine: The machine's name.
    ///   - memberships: The networks, with the addresses that it has.
    ///   - ports: The ports, which lead to its address on the first network.
    ///   - process: The machine's process. When it has ended already, the leases are given back by the next machine.
    /// - Returns: The ports with the numbers that were chosen.
    /// - Throws: `NetworkError`, for example when a port is taken or the privilege is missing.
    public func keep(
        _ machine: String, on memberships: [NetworkMembership], ports: [PortMapping], while process: Int32
    ) async throws -> [PortMapping] {
        guard let owner = ProcessIdentity(running: process) else { return ports }
        if memberships.contains(where: { $0.network == PasstDevice.network }) {
            try PasstDevice(of: machine).keep(while: owner)
        }
        var published = memberships.first?.network == PasstDevice.network ? ports : []
        for (name, lease) in try leases(of: machine, on: memberships) {
            let lease = try manager.transfer(lease, on: name, to: owner)
            guard lease.device == 0, !ports.isEmpty else { continue }
            published = try await manager.publish(ports, to: lease, on: name).map(\.mapping)
        }
        return published
    }

    /// Gives addresses, taps and published ports back, unless another process runs a machine of that name on them.
    ///
    /// - Parameters:
    ///   - machine: The machine's name.
    ///   - memberships: The networks.
    public func disconnect(_ machine: String, from memberships: [NetworkMembership]) async {
        if memberships.contains(where: { $0.network == PasstDevice.network }) { try? PasstDevice(of: machine).stop() }
        for (name, lease) in (try? leases(of: machine, on: memberships)) ?? [] {
            let held = (try? manager.leases(of: name).held()) ?? []
            if let other = held.first(where: { $0.machine == machine && $0.device == lease.device })?.owner,
                other != .current, other.isRunning
            {
                continue
            }
            try? await manager.unpublish(machine: machine, on: name)
            try? manager.detach(lease, from: name)
        }
    }

    private func leases(
        of machine: String, on memberships: [NetworkMembership]
    ) throws(InvalidValue) -> [(InterfaceName, NetworkLease)] {
        var leases: [(InterfaceName, NetworkLease)] = []
        for (device, membership) in memberships.enumerated() {
            guard membership.network != PasstDevice.network, let address = membership.address else { continue }
            leases.append(
                (
                    try InterfaceName(parsing: membership.network),
                    NetworkLease(
                        machine: machine, device: UInt8(truncatingIfNeeded: device),
                        address: try IPv4Address(parsing: address))
                ))
        }
        return leases
    }
}

extension NetworkMembership {
    /// Refuses what passt cannot do.
    fileprivate func checkPasst(_ memberships: [NetworkMembership]) throws(InvalidValue) {
        let isAlone = memberships.count { $0.network == PasstDevice.network } == 1
        // Its own address comes back with the machine.
        guard isAlone, address == nil || guestParameter != nil else {
            throw InvalidValue(
                kind: "network", text: network,
                reason: isAlone ? "the guest's address behind passt is always the same" : "it is named twice",
                remedy: "Name it once, without an address.")
        }
    }

    fileprivate func request(_ machine: String, device: Int) throws(InvalidValue) -> AttachmentRequest {
        AttachmentRequest(
            machine: machine, device: UInt8(truncatingIfNeeded: device),
            address: try address.map { text throws(InvalidValue) in try IPv4Address(parsing: text) })
    }
}

extension MachineConfiguration {
    /// The machine as it can be planned before it is connected: QEMU's own bridge helper stands for each bridge, and
    /// the ports are published beside QEMU.
    ///
    /// - Parameter memberships: The networks that it is to belong to.
    /// - Returns: The machine, unchanged when there are none.
    public func connected(to memberships: [NetworkMembership]) -> MachineConfiguration {
        guard !memberships.isEmpty else { return self }
        var result = self
        result.networks =
            memberships.map { membership in
                guard membership.network != PasstDevice.network else {
                    return NetworkAttachment(.socket("passt.socket"))
                }
                return NetworkAttachment(.bridgeHelper(bridge: membership.network))
            } + networks
        result.ports = []
        return result
    }
}

extension NetworkAttachment {
    /// The device that a connection to a bridge needs.
    ///
    /// - Parameter interface: The connection.
    public init(_ interface: NetworkInterface) {
        let address = interface.guestAddress
        self.init(
            .tap(interface: interface.tap.text), macAddress: interface.macAddress,
            guestAddress: GuestNetworkAddress(
                network: address.network, gateway: address.gateway, nameServers: address.nameServers,
                hostName: address.hostName, domain: address.domain))
    }
}
