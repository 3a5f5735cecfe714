import UnikraftCore

extension LeaseTable {
    /// The number of addresses that machines may have: all but the first, the last and the host's own.
    var capacity: Int {
        max(0, Int(network.broadcastAddress.bits - network.networkAddress.bits) - 2)
    }

    /// The lowest address without a line. Among the first n + 1 addresses that machines may have, one has
    /// none of n lines.
    func lowestUnusedAddress() -> IPv4Address? {
        guard lines.count < capacity else { return nil }
        let first = network.networkAddress.bits
        var isUsed = [Bool](repeating: false, count: lines.count + 3)
        for line in lines {
            let number = line.address &- first
            if number < isUsed.count { isUsed[Int(number)] = true }
        }
        let own = network.address.bits &- first
        for number in 1..<isUsed.count where !isUsed[number] && number != own {
            return IPv4Address(bits: first + UInt32(number))
        }
        return nil
    }

    /// Tells whether a machine may have an address at all.
    func checkUsable(_ address: IPv4Address) throws(NetworkError) {
        let first = network.networkAddress.bits
        let last = network.broadcastAddress.bits
        guard network.contains(address), address.bits != first, address.bits != last else {
            // The host's own address is often the first or the last.
            let own = network.address.bits
            throw NetworkError(
                code: .invalidConfiguration, subject: address.description,
                message: "\(address) is not an address that a machine may have in \(network). Choose one between "
                    + "\(IPv4Address(bits: first &+ (own == first &+ 1 ? 2 : 1))) and "
                    + "\(IPv4Address(bits: last &- (own == last &- 1 ? 2 : 1))).")
        }
        guard address != network.address else {
            throw NetworkError(
                code: .addressInUse, subject: address.description,
                message: "\(address) is the host's own address in the network. Choose another one.")
        }
    }

    static func held(_ lease: NetworkLease) -> NetworkError {
        NetworkError(
            code: .leaseHeld, subject: lease.machine,
            message: "A machine named '\(lease.machine)' holds \(lease.address)\(owner(lease)). Stop it, or give "
                + "the new machine another name.")
    }

    static func inUse(_ lease: NetworkLease) -> NetworkError {
        NetworkError(
            code: .addressInUse, subject: lease.address.description,
            message: "\(lease.address) is held by the machine '\(lease.machine)'\(owner(lease)). Choose another "
                + "address, or stop that machine.")
    }

    private static func owner(_ lease: NetworkLease) -> String {
        lease.owner == .none ? "" : " (process \(lease.owner.identifier))"
    }
}
