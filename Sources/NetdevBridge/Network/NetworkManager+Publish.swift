public import UnikraftCore

extension NetworkManager {
    /// Leads ports of the host to a machine, also from the host's own loopback address. It needs
    /// `CAP_NET_ADMIN` and `nft`.
    ///
    /// - Parameters:
    ///   - mappings: The ports; a host port of 0 lets the system choose.
    ///   - interface: The machine's connection.
    /// - Returns: The ports that were published, with the chosen numbers.
    /// - Throws: ``NetworkError``; `portInUse`, `toolMissing`; `CancellationError`. Then none is published.
    @discardableResult
    public func publish(
        _ mappings: [PortMapping], for interface: NetworkInterface
    ) async throws -> [PublishedPort] {
        try await exclusively { root in
            var (own, record) = try open(interface.network)
            let before = try ports(in: own)
            var taken: [PublishedPort] = []
            for other in try records(in: root, skippingMalformed: true) {
                taken +=
                    try root.directory(other.name.text).map { (own) throws(NetworkError) in try ports(in: own) } ?? []
            }
            taken = taken.filter { $0.owner.isRunning }
            var added: [PublishedPort] = []
            for mapping in mappings {
                added.append(try publishable(mapping, interface, besides: taken + added))
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
        _ mapping: PortMapping, _ interface: NetworkInterface, besides taken: [PublishedPort]
    ) throws(NetworkError) -> PublishedPort {
        var port = PublishedPort(
            mapping: mapping, machine: interface.lease.machine, guestAddress: interface.lease.address,
            owner: interface.lease.owner)
        // A chosen number may be one that rules of ours lead elsewhere: they need no listener.
        for _ in 0..<64 {
            port.mapping.hostPort = try host.freePort(for: mapping)
            guard let other = taken.first(where: { $0.collides(with: port) }) else { return port }
            guard mapping.hostPort == 0 else {
                throw NetworkError(
                    code: .portInUse, subject: "\(mapping)",
                    message: "The port \(mapping.hostPort)/\(mapping.transport.rawValue) of the host leads to the "
                        + "machine '\(other.machine)' already. Choose another one.")
            }
        }
        throw NetworkError(
            code: .portInUse, subject: "\(mapping)", message: "No free port of the host was found. Name one.")
    }
}
