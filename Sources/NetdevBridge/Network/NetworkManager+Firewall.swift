import UnikraftCore

extension NetworkManager {
    /// Brings the firewall, forwarding and the routing of loopback addresses to what the network needs now.
    ///
    /// - Parameters:
    ///   - record: The record, which is written before each change.
    ///   - root: The directory of records.
    /// - Throws: ``NetworkError``; `CancellationError`.
    func converge(_ record: inout NetworkRecord, in root: StateDirectory) async throws {
        let own = try root.makeDirectory(record.name.text)
        let all = try ports(in: own)
        let running = all.filter { $0.owner.isRunning }
        if running != all { try write(running, in: own) }
        let rules = FirewallRules(
            bridge: record.name, subnet: record.gateway, translatesAddresses: record.translatesAddresses, ports: running
        )
        let firewall = Firewall(launcher: launcher, host: host)
        guard rules.isNeeded else {
            guard record.hasFirewall else { return }
            try await firewall.apply(rules.removal, network: record.name.text)
            try restoreForwarding(of: record, in: root)
            try restoreLoopbackRouting(&record)
            record.hasFirewall = false
            record.forwardingBefore = nil
            return try write(record, in: root)
        }
        if !record.hasFirewall { try await firewall.check(network: record.name.text) }
        record.hasFirewall = true
        if record.forwardingBefore == nil {
            let name = record.name
            let other = try records(in: root, skippingMalformed: true)
                .first { $0.name != name && $0.forwardingBefore != nil }
            record.forwardingBefore = try other?.forwardingBefore ?? host.isOn(.forwarding)
        }
        if !running.isEmpty, record.loopbackRoutingBefore == nil {
            record.loopbackRoutingBefore = try host.isOn(.routesLoopback(record.name))
        }
        try write(record, in: root)
        try await firewall.apply(rules.replacement, network: record.name.text)
        if try !host.isOn(.forwarding) { try host.set(.forwarding, true) }
        if running.isEmpty {
            try restoreLoopbackRouting(&record)
            try write(record, in: root)
        } else {
            try host.set(.routesLoopback(record.name), true)
        }
    }

    private func restoreLoopbackRouting(_ record: inout NetworkRecord) throws(NetworkError) {
        guard let before = record.loopbackRoutingBefore else { return }
        try host.set(.routesLoopback(record.name), before)
        record.loopbackRoutingBefore = nil
    }

    func write(_ ports: [PublishedPort], in own: StateDirectory) throws(NetworkError) {
        guard !ports.isEmpty else { return try own.remove(Self.portsName) }
        try own.write(Self.portsName, Array(ports.map(\.line).joined().utf8))
    }
}
