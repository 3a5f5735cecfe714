import SystemPackage
package import UnikraftCore

/// The addresses of one network, leased to devices of machines. Processes share them through a lock on a file.
///
/// ``NetworkManager/attach(_:to:)`` leases an address together with a tap; this is for those who need no tap.
public final class LeaseStore: Sendable {
    private let directory: StateDirectory
    private let lock: StateLock
    private let network: IPv4Network
    /// Where machines' names are kept for dnsmasq, when the network serves names.
    private let names: StateDirectory?

    private static let fileName = "leases"
    /// The directory of names; dnsmasq reads every file in it.
    static let namesName = "names"
    private static let namesFile = "machines"

    /// Opens the lease file's directory.
    ///
    /// - Parameters:
    ///   - directory: The directory, owned by the user of the network.
    ///   - network: The subnet, with the host's own address in it.
    ///   - user: The user of the network; nil is root or whoever made it.
    ///   - group: That user's group.
    ///   - names: The directory for machines' names, when the network serves names.
    /// - Throws: ``NetworkError``.
    package init(
        _ directory: StateDirectory, network: IPv4Network, user: UInt32? = nil, group: UInt32? = nil,
        names: StateDirectory? = nil
    ) throws(NetworkError) {
        self.names = names
        lock = try StateLock(in: directory, user: user, group: group)
        self.directory = directory
        self.network = network
    }

    /// Leases an address: the one that the device has or had, else the lowest that nobody had yet, else the one
    /// that was given back longest ago, else that of a machine that died.
    ///
    /// - Parameter request: The device, and the address if it must have a certain one.
    /// - Returns: The lease.
    /// - Throws: ``NetworkError``; `subnetExhausted`, `addressInUse`, `leaseHeld`, `invalidName`.
    public func lease(_ request: AttachmentRequest) throws(NetworkError) -> NetworkLease {
        try NameRules.checkMachine(request.machine)
        let wanted = NetworkLease(
            machine: request.machine, device: request.device, address: request.address ?? network.address,
            owner: request.owner)
        return try update { (table) throws(NetworkError) in
            try table.allocate(wanted, isFixed: request.address != nil, isRunning: { $0.isRunning }).lease
        }
    }

    /// Finds out whether a lease could be had. Nothing is changed.
    ///
    /// - Parameter request: The device.
    /// - Throws: ``NetworkError``, as ``lease(_:)``.
    func checkLease(_ request: AttachmentRequest) throws(NetworkError) {
        var table = try read()
        _ = try table.allocate(
            NetworkLease(
                machine: request.machine, device: request.device, address: request.address ?? network.address,
                owner: request.owner),
            isFixed: request.address != nil, isRunning: { $0.isRunning })
    }

    /// Gives an address back. That none is held is no error.
    ///
    /// - Parameters:
    ///   - machine: The machine's name.
    ///   - device: The number of the device.
    /// - Returns: The lease that was held; nil when there was none.
    /// - Throws: ``NetworkError``.
    @discardableResult
    public func release(machine: String, device: UInt8 = 0) throws(NetworkError) -> NetworkLease? {
        try update { (table) throws(NetworkError) in try table.release(machine: machine, device: device) }
    }

    /// Changes the leases under the lock. The file is written when they changed, by rename.
    ///
    /// - Parameter change: Changes the table.
    /// - Returns: What the change returned.
    /// - Throws: ``NetworkError``; then the file is as it was.
    package func update<Output: Sendable>(
        _ change: (inout LeaseTable) throws(NetworkError) -> Output
    ) throws(NetworkError) -> Output {
        try lock.withLock { () throws(NetworkError) in
            var table = try read()
            let output = try change(&table)
            try directory.write(Self.fileName, table.content)
            try names?.write(Self.namesFile, Self.hosts(try table.held()))
            return output
        }
    }

    /// The names of machines as hosts(5) writes them.
    private static func hosts(_ leases: [NetworkLease]) -> [UInt8] {
        leases.flatMap { Array("\($0.address) \($0.machine)\n".utf8) }
    }

    /// The leases that are held. Needs no lock: the file is always complete.
    ///
    /// - Returns: The leases.
    /// - Throws: ``NetworkError``.
    public func held() throws(NetworkError) -> [NetworkLease] {
        try read().held()
    }

    /// The leases that are held, for somebody who may not take the lock.
    ///
    /// - Parameters:
    ///   - directory: The directory of the lease file.
    ///   - network: The subnet, with the host's own address in it.
    /// - Returns: The leases.
    /// - Throws: ``NetworkError``.
    package static func held(in directory: StateDirectory, network: IPv4Network) throws(NetworkError) -> [NetworkLease]
    {
        try read(directory, network).held()
    }

    private func read() throws(NetworkError) -> LeaseTable {
        try Self.read(directory, network)
    }

    private static func read(_ directory: StateDirectory, _ network: IPv4Network) throws(NetworkError) -> LeaseTable {
        guard let text = try directory.read(fileName) else { return LeaseTable(network: network) }
        return try LeaseTable(text: text, network: network, path: directory.path.appending(fileName).string)
    }
}
