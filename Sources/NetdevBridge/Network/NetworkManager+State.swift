import UnikraftCore

extension NetworkManager {
    /// Removes a network and everything that was made for it. An adopted bridge is left as it was found.
    ///
    /// - Parameters:
    ///   - name: The network.
    ///   - force: Whether machines that run may lose their connection.
    /// - Throws: ``NetworkError``; `networkInUse` with the machines' names; `CancellationError`.
    public func remove(_ name: InterfaceName, force: Bool = false) async throws {
        try await exclusively { root in
            let (own, record) = try open(name)
            if !force { try checkUnused(record, in: own) }
            // Once begun it must end: half a network is of no use.
            try await Task.detached { try await undo(record, in: root) }.value
        }
    }

    /// Sets a network up again: bridge, taps, rules of the firewall that somebody flushed.
    ///
    /// - Parameter name: The network.
    /// - Returns: The network.
    /// - Throws: ``NetworkError``; `bridgeMissing`; `CancellationError`.
    @discardableResult
    public func setUp(_ name: InterfaceName) async throws -> Network {
        try await exclusively { root in
            var record = try open(name).record
            try change(record, isUp: true)
            try await converge(&record, in: root)
            try await startNameService(of: record, in: root)
            return try status(of: record, in: root)
        }
    }

    /// Sets a network down: nothing goes over it until it is set up again. Leases stay.
    ///
    /// - Parameters:
    ///   - name: The network.
    ///   - force: Whether machines that run may lose their connection.
    /// - Returns: The network.
    /// - Throws: ``NetworkError``; `networkInUse` with the machines' names; `bridgeMissing`;
    ///   `CancellationError`.
    @discardableResult
    public func setDown(_ name: InterfaceName, force: Bool = false) async throws -> Network {
        try await exclusively { root in
            let (own, record) = try open(name)
            if !force { try checkUnused(record, in: own) }
            try change(record, isUp: false)
            return try status(of: record, in: root)
        }
    }

    /// Undoes what killed processes left. Every call that changes a network does this first.
    ///
    /// - Throws: ``NetworkError``; `CancellationError`.
    public func recover() async throws {
        try await exclusively { _ in }
    }

    private func change(_ record: NetworkRecord, isUp: Bool) throws(NetworkError) {
        let kernel = try host.routeNetlink()
        let links = try kernel.links()
        guard let bridge = links.first(where: { record.isBridge($0) }) else { throw Self.bridgeMissing(record) }
        var changes = LinkChanges()
        changes.isUp = isUp
        for tap in links where record.isTap(tap) && tap.isUp != isUp {
            try kernel.change(tap.index, named: tap.name, changes)
        }
        try kernel.change(bridge.index, named: bridge.name, changes)
    }

    /// Tells which machines run on a network: those whose process runs, and those whose tap is open, with or
    /// without a lease.
    private func checkUnused(_ record: NetworkRecord, in own: StateDirectory) throws(NetworkError) {
        let held = try leases(of: record, in: own)?.held() ?? []
        let links = try host.routeNetlink().links()
        let open = Set(links.filter { record.isTap($0) && $0.hasCarrier }.map(\.name))
        let alive = held.filter { $0.owner != .none && $0.owner.isRunning }
        // A tap that was taken over is the new machine's.
        let taken = Set(alive.compactMap(\.tap))
        let running =
            alive
            + held.filter { lease in
                !alive.contains(lease) && lease.tap.map { open.contains($0) && !taken.contains($0) } ?? false
            }
        let others = open.subtracting(running.compactMap(\.tap))
        guard !running.isEmpty || !others.isEmpty else { return }
        let names = Set(running.map(\.machine)).sorted() + others.sorted().map { "whoever has the tap '\($0)' open" }
        throw NetworkError(
            code: .networkInUse, subject: record.name.text,
            message: "Machines run on the network '\(record.name)': \(names.joined(separator: ", ")). Stop them, or "
                + "use --force.")
    }
}
