public import UnikraftCore

extension NetworkManager {
    /// Leads ports of the host to a machine, also from the host's own loopback address. It needs
    /// `CAP_NET_ADMIN` and `nft`.
    ///
    /// - Parameters:
    ///   - mappings: The ports; a host port of 0 lets the system choose.
    ///   - lease: The machine's lease. The ports are its owner's: they go when that process has ended.
    ///   - name: The network.
    /// - Returns: The ports that were published, with the chosen numbers.
    /// - Throws: ``NetworkError``; `portInUse`, `toolMissing`; `CancellationError`. Then none is published.
    @discardableResult
    public func publish(
        _ mappings: [PortMapping], to lease: NetworkLease, on name: InterfaceName
    ) async throws -> [PublishedPort] {
        try await exclusively { root in
            var (own, record) = try open(name)
            let before = try ports(in: own)
            var taken: [PublishedPort] = []
            for other in try records(in: root, skippingMalformed: true) {
                taken +=
                    try root.directory(other.name.text).map { (own) throws(NetworkError) in try ports(in: own) } ?? []
            }
            taken = taken.filter { $0.owner.isRunning }
            var added: [PublishedPort] = []
            for mapping in mappings {
                added.append(try publishable(mapping, lease, besides: taken + added))
            }
            try write(before + added, in: own)
            do {
                try await converge(&record, in: root)
            } catch {
                let unchanged = record
                try await Task.detached { [own] in
                    var record = unchanged
                    try write(before, in: own)
                    try await converge(&record, in: root)
                }.value
                throw error
            }
            return added
        }
    }

    /// Finds out whether this process may publish ports at all, and has what it needs for that.
    ///
    /// - Parameter name: The network.
    /// - Throws: ``NetworkError``; `missingCapability`, `toolMissing`; `CancellationError`.
    public func checkPublishing(on name: InterfaceName) async throws {
        guard ProcessCapabilities.mayManageNetworks else { throw Self.onlyRoot(directory) }
        try await Firewall(launcher: launcher, host: host).check(network: name.text)
    }

    /// Finds out whether a port of the host leads to a machine of one of the networks. Needs no privilege.
    ///
    /// - Parameter mapping: The port.
    /// - Throws: ``NetworkError`` `portInUse`.
    public func check(_ mapping: PortMapping) throws(NetworkError) {
        let wanted = PublishedPort(mapping: mapping, machine: "", guestAddress: .any)
        let published = (try? networks())?.flatMap(\.ports) ?? []
        guard mapping.hostPort != 0,
            let other = published.first(where: { $0.owner.isRunning && $0.collides(with: wanted) })
        else { return }
        throw Self.taken(mapping, by: other)
    }

    private static func taken(_ mapping: PortMapping, by other: PublishedPort) -> NetworkError {
        NetworkError(
            code: .portInUse, subject: "\(mapping)",
            message: "The port \(mapping.hostPort)/\(mapping.transport.rawValue) of the host leads to the machine "
                + "'\(other.machine)' already. Choose another one.")
    }

    /// Takes back every port that leads to a machine.
    ///
    /// - Parameters:
    ///   - machine: The machine's name.
    ///   - name: The network.
    /// - Throws: ``NetworkError``; `CancellationError`. That none is published is no error.
    public func unpublish(machine: String, on name: InterfaceName) async throws {
        try await exclusively { root in
            var (own, record) = try open(name)
            let before = try ports(in: own)
            let after = before.filter { $0.machine != machine }
            guard after != before else { return }
            try write(after, in: own)
            try await converge(&record, in: root)
        }
    }

    private func publishable(
        _ mapping: PortMapping, _ lease: NetworkLease, besides taken: [PublishedPort]
    ) throws(NetworkError) -> PublishedPort {
        var port = PublishedPort(
            mapping: mapping, machine: lease.machine, guestAddress: lease.address, owner: lease.owner)
        // A chosen number may be one that rules of ours lead elsewhere: they need no listener.
        for _ in 0..<64 {
            port.mapping.hostPort = try host.freePort(for: mapping)
            guard let other = taken.first(where: { $0.collides(with: port) }) else { return port }
            guard mapping.hostPort == 0 else { throw Self.taken(mapping, by: other) }
        }
        throw NetworkError(
            code: .portInUse, subject: "\(mapping)", message: "No free port of the host was found. Name one.")
    }
}
