import Glibc
import SystemPackage
import UnikraftCore

extension NetworkManager {
    /// Undoes what a record says, whether it was done or not. Every step is tried, even when one fails; the
    /// record goes when all went well.
    ///
    /// - Parameters:
    ///   - record: The record.
    ///   - root: The directory of records.
    /// - Throws: The first failure.
    func undo(_ record: NetworkRecord, in root: StateDirectory) async throws {
        var record = record
        if record.phase == .ready {
            record.phase = .unfinished
            try write(record, in: root)
        }
        var failure: (any Error)?
        func attempt(_ step: () throws -> Void) {
            do {
                try step()
            } catch {
                failure = failure ?? error
            }
        }
        if record.hasFirewall {
            do {
                try await removeFirewall(of: record)
            } catch {
                failure = error
            }
        }
        attempt { try stopNameService(of: record, in: root) }
        attempt { try removeLinks(of: record) }
        attempt { try restoreForwarding(of: record, in: root) }
        if let failure { throw failure }
        try removeDirectory(record.name.text, in: root, user: record.user?.identifier)
    }

    private func removeLinks(of record: NetworkRecord) throws(NetworkError) {
        let kernel = try host.routeNetlink()
        let links = try kernel.links()
        for tap in links where record.isTap(tap) {
            try kernel.delete(tap.index, named: tap.name)
        }
        guard let bridge = links.first(where: { record.isBridge($0) }) else { return }
        guard let original = record.original else {
            return try kernel.delete(bridge.index, named: bridge.name)
        }
        if let before = record.loopbackRoutingBefore { try host.set(.routesLoopback(record.name), before) }
        if !original.hadAddress { try kernel.remove(record.address(of: bridge.index)) }
        var changes = LinkChanges()
        // An MTU that somebody else set since is theirs.
        if let mtu = original.mtu, bridge.mtu == record.mtu { changes.mtu = mtu }
        if !original.wasUp { changes.isUp = false }
        if changes != LinkChanges() { try kernel.change(bridge.index, named: bridge.name, changes) }
    }

    /// Stops forwarding when it was off before and no other network needs it.
    func restoreForwarding(of record: NetworkRecord, in root: StateDirectory) throws(NetworkError) {
        guard record.forwardingBefore == false else { return }
        let others = try records(in: root, skippingMalformed: true)
            .filter { $0.name != record.name && $0.forwardingBefore != nil }
        if others.isEmpty { try host.set(.forwarding, false) }
    }

    private func removeFirewall(of record: NetworkRecord) async throws {
        let rules = FirewallRules(bridge: record.name, subnet: record.gateway, translatesAddresses: false, ports: [])
        try await Firewall(launcher: launcher, host: host).apply(rules.removal, network: record.name.text)
    }
}
