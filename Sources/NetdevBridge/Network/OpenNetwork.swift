import Glibc
import UnikraftCore

/// One network while a machine is connected to it or taken from it.
struct OpenNetwork: Sendable {
    let record: NetworkRecord
    let store: LeaseStore
    let kernel: RouteNetlink
    /// The interfaces as they were when the network was opened.
    let links: [NetworkLink]
    /// The bridge's index.
    let bridge: UInt32

    /// Leases an address and a tap, in one turn at the lease file.
    ///
    /// - Parameters:
    ///   - request: The machine.
    ///   - canMakeTaps: Whether a tap may be made when none is ready.
    ///   - wantsOwnTap: Whether a tap that is ready will not do.
    /// - Returns: The lease with its tap.
    /// - Throws: ``NetworkError``; then nothing is leased.
    func lease(
        _ request: AttachmentRequest, canMakeTaps: Bool, wantsOwnTap: Bool = false
    ) throws(NetworkError) -> NetworkLease {
        let wanted = NetworkLease(
            machine: request.machine, device: request.device, address: request.address ?? record.gateway.address,
            owner: request.owner)
        return try store.update { (table) throws(NetworkError) in
            var (lease, reclaimed) = try table.allocate(
                wanted, isFixed: request.address != nil, isRunning: { $0.isRunning })
            for old in reclaimed { try removeDeadTap(of: old) }
            let gone = Set(reclaimed.filter(\.ownsTap).compactMap(\.tap))
            let others = try table.held().filter { $0.address != lease.address }
            var busy = Set(others.compactMap(\.tap)).union(gone)
            var ready = wantsOwnTap ? nil : readyTap(except: busy)
            if ready == nil, !wantsOwnTap, !canMakeTaps {
                busy = Set(others.filter { $0.owner.isRunning }.compactMap(\.tap)).union(gone)
                ready = readyTap(except: busy)
            }
            if let ready {
                lease.tap = ready
            } else {
                guard canMakeTaps else { throw noFreeTap() }
                let used = Set(links.map(\.name)).union(busy)
                guard let name = TapNames.free(of: record.name, except: used) else {
                    throw NetworkManager.noTapName(record)
                }
                lease.tap = name.text
                lease.ownsTap = true
            }
            table.update(lease)
            return lease
        }
    }

    /// A persistent tap of this user that nobody has open or leased.
    private func readyTap(except busy: Set<String>) -> String? {
        links.first { link in
            guard record.isTap(link), link.master == bridge, !link.hasCarrier, !busy.contains(link.name),
                let tap = link.tap, tap.isPersistent
            else { return false }
            return tap.owner == nil ? geteuid() == 0 : tap.owner == geteuid()
        }?.name
    }

    /// Gives back what a lease holds.
    ///
    /// - Parameters:
    ///   - lease: The lease; only machine and device count.
    ///   - owner: Whose it must be; nil does not mind.
    /// - Returns: Whether anything was held.
    /// - Throws: ``NetworkError``.
    @discardableResult
    func release(_ lease: NetworkLease, onlyIfOwner owner: ProcessIdentity? = nil) throws(NetworkError) -> Bool {
        try store.update { (table) throws(NetworkError) in
            guard let index = table.index(of: lease.machine, device: lease.device) else { return false }
            let current = try table.lease(at: index)
            guard owner == nil || current.owner == owner else { return false }
            // The tap first: while the lease stands, nobody takes its name.
            try removeTap(of: current)
            return try table.release(machine: lease.machine, device: lease.device) != nil
        }
    }

    /// Removes the tap that was made for a lease, if it is there and bears our mark.
    private func removeTap(of lease: NetworkLease) throws(NetworkError) {
        guard lease.ownsTap, let name = lease.tap.flatMap({ try? InterfaceName(parsing: $0) }),
            let link = try kernel.link(named: name), record.isTap(link)
        else { return }
        try kernel.delete(link.index, named: link.name)
    }

    /// As ``removeTap(of:)``; one that this user may not remove goes with the network.
    private func removeDeadTap(of lease: NetworkLease) throws(NetworkError) {
        do {
            try removeTap(of: lease)
        } catch {
            guard error.code == .missingCapability else { throw error }
        }
    }

    func tapName(of lease: NetworkLease) throws(NetworkError) -> InterfaceName {
        do throws(InvalidValue) {
            return try InterfaceName(parsing: lease.tap ?? "")
        } catch {
            throw NetworkError(code: .malformedRecord, subject: record.name.text, message: error.description)
        }
    }

    /// What a machine monitor and its guest need.
    func interface(_ request: AttachmentRequest, _ lease: NetworkLease) throws(NetworkError) -> NetworkInterface {
        do throws(InvalidValue) {
            let address = try GuestAddress(
                network: IPv4Network(address: lease.address, prefixLength: record.gateway.prefixLength),
                gateway: record.gateway.address,
                nameServers: record.nameServers.isEmpty && record.servesNames
                    ? [record.gateway.address] : record.nameServers,
                hostName: request.hostName, domain: record.domain)
            return NetworkInterface(
                network: record.name, tap: try InterfaceName(parsing: lease.tap ?? ""), macAddress: lease.macAddress,
                guestAddress: address, lease: lease)
        } catch {
            throw NetworkError(code: .invalidConfiguration, subject: record.name.text, message: error.description)
        }
    }

    private func noFreeTap() -> NetworkError {
        let count = links.filter { record.isTap($0) }.count
        return NetworkError(
            code: .noFreeTap, subject: record.name.text,
            message: "No tap of the network '\(record.name)' is free for user \(geteuid()). Make more with "
                + "'sudo kraft net create --user \(geteuid()) --taps \(count + 1) \(record.name)'.")
    }
}
