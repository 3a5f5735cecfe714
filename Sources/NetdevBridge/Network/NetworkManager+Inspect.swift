import UnikraftCore

extension NetworkManager {
    /// Every network that is recorded, by name. Needs no privilege and waits for nobody.
    ///
    /// - Parameter damaged: Is told of networks whose record or leases cannot be read; they are left out.
    /// - Returns: The networks.
    /// - Throws: ``NetworkError``.
    public func networks(damaged: (NetworkError) -> Void = { _ in }) throws(NetworkError) -> [Network] {
        guard let root = try StateDirectory.open(directory, displayPath: directory) else { return [] }
        let links = try host.routeNetlink().links()
        var all: [Network] = []
        for name in try root.names() where name != "lock" {
            do throws(NetworkError) {
                guard let own = try root.directory(name), let record = try record(in: own), record.phase == .ready
                else { continue }
                all.append(try status(of: record, in: own, links: links))
            } catch {
                damaged(error)
            }
        }
        return all
    }

    /// One network.
    ///
    /// - Parameter name: The network.
    /// - Returns: The network.
    /// - Throws: ``NetworkError``; `networkNotFound`.
    public func network(_ name: InterfaceName) throws(NetworkError) -> Network {
        let (own, record) = try open(name)
        return try status(of: record, in: own, links: try host.routeNetlink().links())
    }

    func status(of record: NetworkRecord, in root: StateDirectory) throws(NetworkError) -> Network {
        try status(
            of: record, in: try root.makeDirectory(record.name.text), links: try host.routeNetlink().links())
    }

    private func status(
        of record: NetworkRecord, in own: StateDirectory, links: [NetworkLink]
    ) throws(NetworkError) -> Network {
        let bridge = links.first { record.isBridge($0) }
        let taps = links.filter { record.isTap($0) }.map { link in
            Network.Tap(
                name: link.name, owner: link.tap?.owner, isOpen: link.hasCarrier, statistics: link.statistics)
        }
        return Network(
            name: record.name, state: bridge.map { $0.isUp ? .up : .down } ?? .missing, gateway: record.gateway,
            mtu: record.mtu, isAdopted: record.original != nil, translatesAddresses: record.translatesAddresses,
            nameServers: record.nameServers, domain: record.domain, user: record.user, taps: taps,
            leases: try heldLeases(of: record, in: own), ports: try ports(in: own),
            servesNames: nameServiceProcess(in: own) != nil, statistics: bridge?.statistics)
    }

    /// The leases, read without the lock, whose file only the network's user may open.
    private func heldLeases(of record: NetworkRecord, in own: StateDirectory) throws(NetworkError) -> [NetworkLease] {
        guard let directory = try own.directory(Self.leasesName, user: record.user?.identifier) else { return [] }
        return try LeaseStore.held(in: directory, network: record.gateway)
    }
}
