package import UnikraftCore

/// What subnets of this host are taken, and by whom.
package struct SubnetChoice: Sendable {
    /// A subnet that is taken.
    package struct Taken: Sendable, Hashable {
        /// The subnet.
        package var network: IPv4Network
        /// By what, for people.
        package var user: String
    }

    /// The taken subnets.
    package private(set) var taken: [Taken] = []

    /// Nothing is taken.
    package init() {}

    /// Marks a subnet as taken.
    ///
    /// - Parameters:
    ///   - network: The subnet.
    ///   - user: By what, for people.
    package mutating func take(_ network: IPv4Network, by user: String) {
        taken.append(Taken(network: network, user: user))
    }

    /// Marks the subnets of interfaces and routes as taken. The default route takes nothing; the subnet of
    /// a bridge that is to be used does not count against itself.
    ///
    /// - Parameters:
    ///   - addresses: The host's addresses.
    ///   - routes: The host's routes.
    ///   - links: The host's interfaces, for their names.
    ///   - excluded: The index of the bridge that is to be used.
    package mutating func take(
        addresses: [InterfaceAddress], routes: [NetworkRoute], links: [NetworkLink], except excluded: UInt32?
    ) {
        let names = Dictionary(links.map { ($0.index, $0.name) }, uniquingKeysWith: { first, _ in first })
        for address in addresses where address.interface != excluded {
            guard case .v4(let bits) = address.address,
                let network = try? IPv4Network(address: bits, prefixLength: address.prefixLength)
            else { continue }
            take(network, by: "the interface '\(names[address.interface] ?? "\(address.interface)")'")
        }
        for route in routes where route.prefixLength > 0 && (excluded == nil || route.interface != excluded) {
            guard case .v4(let bits) = route.destination,
                let network = try? IPv4Network(address: bits, prefixLength: route.prefixLength)
            else { continue }
            take(network, by: "a route\(route.interface.flatMap { names[$0] }.map { " over '\($0)'" } ?? "")")
        }
    }

    /// Tells who has addresses of a subnet.
    ///
    /// - Parameter network: The subnet.
    /// - Throws: ``NetworkError`` `subnetOverlap` when somebody has.
    package func check(_ network: IPv4Network) throws(NetworkError) {
        guard let other = taken.first(where: { $0.network.overlaps(network) }) else { return }
        throw NetworkError(
            code: .subnetOverlap, subject: network.description,
            message: "The subnet \(network) shares addresses with \(other.network) of \(other.user). Choose another "
                + "one, or none and a free one is taken.")
    }

    /// The lowest subnet of 256 addresses that is free, in the private ranges (RFC 1918, section 3). The
    /// lowest of the first range are left out because container engines begin there.
    ///
    /// - Returns: The subnet with its first address after the network's own.
    /// - Throws: ``NetworkError`` `noFreeSubnet`.
    package func free() throws(NetworkError) -> IPv4Network {
        let ranges: [ClosedRange<UInt32>] = [
            0xac18_0000...0xac1f_ff00, 0xc0a8_0000...0xc0a8_ff00, 0x0a00_0000...0x0aff_ff00,
        ]
        for range in ranges {
            for bits in stride(from: range.lowerBound, through: range.upperBound, by: 256) {
                guard let network = try? IPv4Network(address: IPv4Address(bits: bits + 1), prefixLength: 24) else {
                    continue
                }
                if !taken.contains(where: { $0.network.overlaps(network) }) { return network }
            }
        }
        throw NetworkError(
            code: .noFreeSubnet,
            message: "Every private subnet shares addresses with an interface or a route of this host. Name one "
                + "with -n, for example 172.44.0.1/24.")
    }
}
