package import UnikraftCore

/// The leases of one network: the content of its lease file, and how an address is chosen.
///
/// The file is text, one line an address: address, `held` or `free`, machine, device, process id, start
/// time, tap or `-`, and `own` or `-`. A `free` line remembers who had the address, so that a machine gets
/// the same one when it comes back. Lines are read only as far as a question needs, because a large network
/// is asked thousands of times a second.
package struct LeaseTable: Sendable {
    /// Where one line stands in ``text``.
    struct Line: Sendable {
        var address: UInt32
        var isHeld: Bool
        /// The whole line with its end.
        var whole: Range<Int>
        /// `machine device`
        var device: Range<Int>
    }

    var lines: [Line] = []
    /// The file as it was read, and after it the lines that are new.
    var text: [UInt8] = []
    /// The subnet, with the host's own address in it.
    package let network: IPv4Network

    /// Creates an empty table.
    ///
    /// - Parameter network: The subnet, with the host's own address in it.
    package init(network: IPv4Network) {
        self.network = network
    }

    /// The leases that are held, in the order of the file.
    ///
    /// - Returns: The leases.
    /// - Throws: ``NetworkError`` `malformedRecord`.
    package func held() throws(NetworkError) -> [NetworkLease] {
        var leases: [NetworkLease] = []
        for (index, line) in lines.enumerated() where line.isHeld {
            leases.append(try lease(at: index))
        }
        return leases
    }

    /// Finds the line of a device.
    package func index(of machine: String, device: UInt8) -> Int? {
        let key = Array("\(machine) \(device)".utf8)
        return lines.firstIndex { line in
            line.device.count == key.count && text[line.device].elementsEqual(key)
        }
    }

    /// Chooses an address for a device and marks it as held.
    ///
    /// The device gets the address that it has or had. Else it gets the lowest that nobody had yet, else the
    /// one that was given back longest ago, else that of a machine that died.
    ///
    /// - Parameters:
    ///   - request: The lease that is wanted; its address counts only when `isFixed`.
    ///   - isFixed: Whether no other address will do.
    ///   - isRunning: Whether a process still runs.
    /// - Returns: The lease, and the leases of dead machines that went for it.
    /// - Throws: ``NetworkError``.
    package mutating func allocate(
        _ request: NetworkLease, isFixed: Bool, isRunning: (ProcessIdentity) -> Bool
    ) throws(NetworkError) -> (lease: NetworkLease, reclaimed: [NetworkLease]) {
        var lease = request
        var reclaimed: [NetworkLease] = []
        if let own = index(of: request.machine, device: request.device) {
            let old = try self.lease(at: own)
            if lines[own].isHeld {
                guard old.owner == request.owner || !isRunning(old.owner) else { throw Self.held(old) }
                reclaimed.append(old)
            }
            if !isFixed || old.address == request.address {
                lease.address = old.address
                lines.remove(at: own)
                appendLine(lease, isHeld: true)
                return (lease, reclaimed)
            }
            lines.remove(at: own)
        }
        if isFixed {
            try checkUsable(request.address)
            if let index = lines.firstIndex(where: { $0.address == request.address.bits }) {
                if lines[index].isHeld {
                    let old = try self.lease(at: index)
                    guard !isRunning(old.owner) else { throw Self.inUse(old) }
                    reclaimed.append(old)
                }
                lines.remove(at: index)
            }
        } else {
            lease.address = try chooseAddress(isRunning: isRunning, reclaimed: &reclaimed)
        }
        appendLine(lease, isHeld: true)
        return (lease, reclaimed)
    }

    private mutating func chooseAddress(
        isRunning: (ProcessIdentity) -> Bool, reclaimed: inout [NetworkLease]
    ) throws(NetworkError) -> IPv4Address {
        if let fresh = lowestUnusedAddress() { return fresh }
        if let index = lines.firstIndex(where: { !$0.isHeld }) {
            return IPv4Address(bits: lines.remove(at: index).address)
        }
        for index in lines.indices {
            let old = try lease(at: index)
            guard !isRunning(old.owner) else { continue }
            reclaimed.append(old)
            lines.remove(at: index)
            return old.address
        }
        throw NetworkError(
            code: .subnetExhausted, subject: network.description,
            message: "All \(lines.count) addresses of \(network) are held by machines that run. Stop one, or make "
                + "a network with a shorter prefix.")
    }

    /// Gives a device's address back; the table remembers who had it.
    ///
    /// - Parameters:
    ///   - machine: The machine's name.
    ///   - device: The number of the device.
    /// - Returns: The lease that was held; nil when there was none.
    /// - Throws: ``NetworkError`` `malformedRecord`.
    package mutating func release(machine: String, device: UInt8) throws(NetworkError) -> NetworkLease? {
        guard let index = index(of: machine, device: device), lines[index].isHeld else { return nil }
        let lease = try lease(at: index)
        lines.remove(at: index)
        var memory = lease
        memory.owner = .none
        memory.tap = nil
        memory.ownsTap = false
        appendLine(memory, isHeld: false)
        return lease
    }

    /// Writes a lease in place of what the device held.
    ///
    /// - Parameter lease: The lease; its address must be the one that is held.
    package mutating func update(_ lease: NetworkLease) {
        guard let index = index(of: lease.machine, device: lease.device) else { return }
        appendLine(lease, isHeld: true)
        lines.swapAt(index, lines.count - 1)
        lines.removeLast()
    }
}
