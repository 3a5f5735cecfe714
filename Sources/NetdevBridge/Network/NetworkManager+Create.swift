import UnikraftCore

extension NetworkManager {
    /// Makes a network: bridge, address, directory of leases, taps, rules of the firewall.
    ///
    /// A network that exists is left as it is when the configuration agrees with it; taps that are missing
    /// are made. What the configuration leaves out agrees with everything. When anything fails or the task is
    /// cancelled, everything is undone.
    ///
    /// - Parameter configuration: The network to make.
    /// - Returns: The network.
    /// - Throws: ``NetworkError``; `CancellationError`.
    @discardableResult
    public func create(_ configuration: NetworkConfiguration) async throws -> Network {
        try configuration.validated()
        return try await exclusively { root in
            if let record = try await existing(configuration, in: root) {
                try makeTaps(configuration, record)
                return try status(of: record, in: root)
            }
            var record = try plan(configuration, in: root)
            try write(record, in: root)
            do {
                try makeBridge(record)
                try makeLeases(record, in: root)
                try makeTaps(configuration, record)
                try await converge(&record, in: root)
                try await startNameService(of: record, in: root)
                try Task.checkCancellation()
                record.phase = .ready
                try write(record, in: root)
            } catch {
                // Undoing must not stop because the task was cancelled.
                let unfinished = record
                try await Task.detached { try await undo(unfinished, in: root) }.value
                throw error
            }
            return try status(of: record, in: root)
        }
    }

    /// The record of a network of that name that agrees with the configuration. One whose bridge is gone is
    /// undone.
    private func existing(
        _ configuration: NetworkConfiguration, in root: StateDirectory
    ) async throws -> NetworkRecord? {
        guard let own = try root.directory(configuration.name.text), let record = try record(in: own) else {
            return nil
        }
        guard let link = try host.routeNetlink().link(named: record.name), record.isBridge(link) else {
            try await undo(record, in: root)
            return nil
        }
        let subnet = try configuration.validated()
        let difference: String? =
            if let subnet, subnet != record.gateway {
                "the subnet \(record.gateway)"
            } else if let mtu = configuration.mtu, mtu != record.mtu {
                "an MTU of \(record.mtu)"
            } else if configuration.translatesAddresses, !record.translatesAddresses {
                "no address translation"
            } else if configuration.servesNames, !record.servesNames {
                "no server of names"
            } else if let user = configuration.user, user != record.user {
                record.user.map { "the user \($0.identifier)" } ?? "no user"
            } else {
                nil
            }
        if let difference {
            throw NetworkError(
                code: .networkExists, subject: record.name.text,
                message: "The network '\(record.name)' exists with \(difference). Remove it with "
                    + "'kraft net rm \(record.name)' first, or choose another name.")
        }
        return record
    }

    /// Decides what is to be done, without doing it.
    private func plan(
        _ configuration: NetworkConfiguration, in root: StateDirectory
    ) throws(NetworkError) -> NetworkRecord {
        let kernel = try host.routeNetlink()
        let links = try kernel.links()
        let addresses = try kernel.addresses()
        let bridge = links.first { $0.name == configuration.name.text }
        if let bridge, bridge.kind != "bridge" || !configuration.adoptsExisting {
            throw NetworkError(
                code: .nameTaken, subject: bridge.name,
                message:
                    "An interface named '\(bridge.name)' exists and is \(bridge.kind.map { "a \($0)" } ?? "hardware")"
                    + ". Choose another name for the network.")
        }
        var choice = SubnetChoice()
        for other in try records(in: root) {
            choice.take(other.gateway, by: "the network '\(other.name)'")
        }
        choice.take(addresses: addresses, routes: try kernel.routes(), links: links, except: bridge?.index)
        let present = addresses.compactMap { address -> IPv4Network? in
            guard address.interface == bridge?.index, case .v4(let bits) = address.address,
                (8...30).contains(address.prefixLength)
            else { return nil }
            return try? IPv4Network(address: bits, prefixLength: address.prefixLength)
        }
        let gateway: IPv4Network
        if let subnet = try configuration.validated() ?? present.first {
            gateway = subnet
            try choice.check(gateway)
        } else {
            gateway = try choice.free()
        }
        var record = NetworkRecord(
            name: configuration.name, gateway: gateway, mtu: configuration.mtu ?? bridge?.mtu ?? 1500)
        if let bridge {
            record.original = NetworkRecord.Original(
                wasUp: bridge.isUp, mtu: bridge.mtu == record.mtu ? nil : bridge.mtu,
                hadAddress: present.contains(gateway))
        }
        record.translatesAddresses = configuration.translatesAddresses
        record.nameServers = configuration.nameServers
        record.domain = configuration.domain
        record.servesNames = configuration.servesNames
        record.user = configuration.user
        return record
    }

    /// Makes or adopts the bridge, gives it its address and sets it up.
    private func makeBridge(_ record: NetworkRecord) throws(NetworkError) {
        let kernel = try host.routeNetlink()
        if let original = record.original {
            guard let bridge = try kernel.link(named: record.name) else { throw Self.bridgeMissing(record) }
            var changes = LinkChanges()
            changes.mtu = original.mtu == nil ? nil : record.mtu
            changes.isUp = true
            try kernel.change(bridge.index, named: bridge.name, changes)
            if !original.hadAddress { try kernel.add(record.address(of: bridge.index)) }
            return
        }
        var link = NewLink(name: record.name, kind: .bridge)
        link.settings.address = record.bridgeAddress
        link.settings.isUp = true
        try kernel.create(link)
        guard let bridge = try kernel.link(named: record.name) else { throw Self.bridgeMissing(record) }
        try kernel.add(record.address(of: bridge.index))
        var mark = LinkChanges()
        mark.alias = record.alias
        // Set after it was made: else the kernel takes it for a default and follows the ports' MTU.
        mark.mtu = record.mtu
        try kernel.change(bridge.index, named: bridge.name, mark)
    }

    private func makeLeases(_ record: NetworkRecord, in root: StateDirectory) throws(NetworkError) {
        let own = try root.makeDirectory(record.name.text)
        let user = record.user
        let directory = try own.makeDirectory(Self.leasesName, user: user?.identifier, group: user?.group)
        _ = try StateLock(in: directory, user: user?.identifier, group: user?.group)
        guard record.servesNames else { return }
        _ = try directory.makeDirectory(LeaseStore.namesName, user: user?.identifier, group: user?.group)
    }

    static func bridgeMissing(_ record: NetworkRecord) -> NetworkError {
        NetworkError(
            code: .bridgeMissing, subject: record.name.text,
            message: "The bridge '\(record.name)' is gone, or another interface has its name. Remove what is left with "
                + "'kraft net rm \(record.name)' and make the network again.")
    }
}

extension NetworkRecord {
    /// The gateway's address on the bridge.
    func address(of bridge: UInt32) -> InterfaceAddress {
        InterfaceAddress(interface: bridge, address: .v4(gateway.address), prefixLength: gateway.prefixLength)
    }
}
