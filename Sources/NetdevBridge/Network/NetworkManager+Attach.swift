import UnikraftCore

extension NetworkManager {
    /// Connects a machine to a network: leases an address and finds a tap.
    ///
    /// A user takes one of the taps that were made ready. Root, or whoever has `CAP_NET_ADMIN`, gets a tap of
    /// its own that goes with the lease.
    ///
    /// - Parameters:
    ///   - request: The machine.
    ///   - name: The network.
    /// - Returns: The connection.
    /// - Throws: ``NetworkError``; `subnetExhausted`, `addressInUse`, `leaseHeld`, `noFreeTap`,
    ///   `bridgeMissing`. Then nothing is leased.
    public func attach(_ request: AttachmentRequest, to name: InterfaceName) throws(NetworkError) -> NetworkInterface {
        let network = try openNetwork(name, request)
        let lease = try network.lease(request, canMakeTaps: ProcessCapabilities.mayManageNetworks)
        do {
            guard lease.ownsTap else { return try network.interface(request, lease) }
            let tap = try makeTap(
                try network.tapName(of: lease), network.record, bridge: network.bridge, network.kernel)
            try tap.setPersistent(true)
            return try network.interface(request, lease)
        } catch {
            _ = try? network.release(lease)
            throw error
        }
    }

    /// Finds out whether ``attach(_:to:)`` would connect a machine, as far as that can be known without doing it.
    ///
    /// - Parameters:
    ///   - request: The machine.
    ///   - name: The network.
    /// - Throws: ``NetworkError``, as ``attach(_:to:)``; `tapUnavailable` when `/dev/net/tun` cannot be opened.
    public func check(_ request: AttachmentRequest, for name: InterfaceName) throws(NetworkError) {
        let network = try openNetwork(name, request)
        try network.store.checkLease(request)
        try TapDevice.checkAvailable(for: name)
    }

    /// Connects a machine to a network by a tap that this process holds open. It needs `CAP_NET_ADMIN`.
    ///
    /// - Parameters:
    ///   - request: The machine.
    ///   - name: The network.
    /// - Returns: The connection, with the open tap.
    /// - Throws: ``NetworkError``, as ``attach(_:to:)``.
    public func attachTied(
        _ request: AttachmentRequest, to name: InterfaceName
    ) throws(NetworkError) -> TiedNetworkInterface {
        let network = try openNetwork(name, request)
        let lease = try network.lease(request, canMakeTaps: true, wantsOwnTap: true)
        do {
            let tap = try makeTap(
                try network.tapName(of: lease), network.record, bridge: network.bridge, network.kernel)
            return TiedNetworkInterface(interface: try network.interface(request, lease), tap: tap)
        } catch {
            _ = try? network.release(lease)
            throw error
        }
    }

    /// Disconnects a machine: its address is free again, and its tap too, or gone when it was its own.
    ///
    /// - Parameters:
    ///   - lease: The machine's lease; only name and device count.
    ///   - name: The network.
    /// - Throws: ``NetworkError``. That nothing is leased is no error.
    public func detach(_ lease: NetworkLease, from name: InterfaceName) throws(NetworkError) {
        try openNetwork(name, nil).release(lease)
    }

    /// The addresses of a network, for machines that need no tap.
    ///
    /// - Parameter name: The network.
    /// - Returns: The addresses.
    /// - Throws: ``NetworkError``.
    public func leases(of name: InterfaceName) throws(NetworkError) -> LeaseStore {
        try openNetwork(name, nil).store
    }

    /// Names another process whose end gives address and tap back, for example the machine monitor's.
    ///
    /// - Parameters:
    ///   - lease: The connection's lease; only name, device and address count.
    ///   - name: The network.
    ///   - owner: The process.
    /// - Returns: The lease that it has now; ``publish(_:to:on:)`` takes it.
    /// - Throws: ``NetworkError``; `leaseNotFound` when the lease is gone.
    @discardableResult
    public func transfer(
        _ lease: NetworkLease, on name: InterfaceName, to owner: ProcessIdentity
    ) throws(NetworkError) -> NetworkLease {
        let (own, record) = try open(name)
        guard let store = try leases(of: record, in: own) else { throw Self.noLease(lease) }
        return try store.update { (table) throws(NetworkError) in
            guard var current = try table.held().first(where: { $0.address == lease.address }),
                current.machine == lease.machine, current.device == lease.device
            else { throw Self.noLease(lease) }
            current.owner = owner
            table.update(current)
            return current
        }
    }

    /// Takes back the addresses and taps of machines whose process has ended.
    ///
    /// - Parameter name: The network.
    /// - Returns: The leases that were taken back.
    /// - Throws: ``NetworkError``.
    @discardableResult
    public func reclaim(_ name: InterfaceName) throws(NetworkError) -> [NetworkLease] {
        let network = try openNetwork(name, nil)
        var reclaimed: [NetworkLease] = []
        for lease in try network.store.held() where !lease.owner.isRunning {
            if try network.release(lease, onlyIfOwner: lease.owner) { reclaimed.append(lease) }
        }
        return reclaimed
    }

    private static func noLease(_ lease: NetworkLease) -> NetworkError {
        NetworkError(
            code: .leaseNotFound, subject: lease.machine,
            message: "The machine '\(lease.machine)' does not hold \(lease.address) any more.")
    }

    private func openNetwork(
        _ name: InterfaceName, _ request: AttachmentRequest?
    ) throws(NetworkError) -> OpenNetwork {
        if let request { try NameRules.checkMachine(request.machine) }
        let (own, record) = try open(name)
        guard let store = try leases(of: record, in: own) else {
            throw NetworkError(
                code: .networkNotFound, subject: name.text, message: "The network '\(name)' was removed meanwhile.")
        }
        let kernel = try host.routeNetlink()
        let links = try kernel.links()
        let bridge = links.first { record.isBridge($0) }
        if request != nil, let bridge, !bridge.isUp {
            throw NetworkError(
                code: .networkDown, subject: name.text,
                message: "The network '\(name)' is down. 'sudo kraft net up \(name)' sets it up.")
        }
        guard let bridge = bridge?.index ?? (request == nil ? 0 : nil) else { throw Self.bridgeMissing(record) }
        return OpenNetwork(record: record, store: store, kernel: kernel, links: links, bridge: bridge)
    }
}
