import Glibc
import SystemPackage

extension NetworkManager {
    static let recordName = "record"
    static let portsName = "ports"
    static let leasesName = "leases"
    static let hostsName = "dnsmasq.hosts"
    static let nameServiceLeases = "dnsmasq.leases"
    static let nameServicePid = "dnsmasq.pid"

    /// Does something while nobody else changes a network of this host, after undoing what killed processes
    /// left.
    ///
    /// - Parameter work: What to do with the directory of records.
    /// - Returns: What the work returned.
    /// - Throws: ``NetworkError``, `CancellationError` while waiting, or what the work throws.
    func exclusively<Output: Sendable>(
        _ work: @Sendable (StateDirectory) async throws -> Output
    ) async throws -> Output {
        let (root, lock) = try openLocked()
        var pause = 1
        while try !lock.tryLock() {
            try await Task.sleep(for: .milliseconds(pause))
            pause = min(pause * 2, 50)
        }
        defer { lock.unlock() }
        for record in try records(in: root, skippingMalformed: true) where record.phase == .unfinished {
            try await undo(record, in: root)
        }
        return try await work(root)
    }

    /// The directory of records and its lock, which are root's own unless the directory is another one.
    private func openLocked() throws(NetworkError) -> (root: StateDirectory, lock: StateLock) {
        do {
            let root = try makeRoot()
            return (root, try StateLock(in: root))
        } catch {
            guard error.code == .missingCapability else { throw error }
            throw Self.onlyRoot(directory, error)
        }
    }

    static func onlyRoot(_ directory: FilePath, _ cause: NetworkError? = nil) -> NetworkError {
        NetworkError(
            code: .missingCapability, subject: directory.string,
            message: "Only root makes and changes networks and publishes ports on them; the user that a network "
                + "was made for runs machines on it. Run the command as root. ('\(directory)' is not this user's.)",
            errno: cause?.errno ?? 0, operation: cause?.operation)
    }

    private func makeRoot() throws(NetworkError) -> StateDirectory {
        let parent = directory.removingLastComponent()
        if !parent.isEmpty, try StateDirectory.open(directory, displayPath: directory) == nil {
            _ = try StateDirectory.make(parent, displayPath: parent)
        }
        return try StateDirectory.make(directory, displayPath: directory)
    }

    /// The directory of a network and its record.
    ///
    /// - Parameter name: The network.
    /// - Returns: Both.
    /// - Throws: ``NetworkError`` `networkNotFound` when it is not there or not finished.
    func open(_ name: InterfaceName) throws(NetworkError) -> (directory: StateDirectory, record: NetworkRecord) {
        guard let root = try StateDirectory.open(directory, displayPath: directory),
            let own = try root.directory(name.text), let record = try record(in: own), record.phase == .ready
        else {
            throw NetworkError(
                code: .networkNotFound, subject: name.text,
                message:
                    "There is no network '\(name)'. 'kraft net ls' lists those that there are, and 'kraft net create "
                    + "\(name)' makes it.")
        }
        return (own, record)
    }

    func record(in own: StateDirectory) throws(NetworkError) -> NetworkRecord? {
        guard let text = try own.read(Self.recordName) else { return nil }
        return try NetworkRecord(text: text, path: own.path.appending(Self.recordName).string)
    }

    /// Every record, by name.
    ///
    /// - Parameters:
    ///   - root: The directory of records.
    ///   - skippingMalformed: Whether one that cannot be read is passed over. The other networks do not depend on
    ///     it, but for a new one its subnet must be known.
    /// - Returns: The records.
    /// - Throws: ``NetworkError``.
    func records(
        in root: StateDirectory, skippingMalformed: Bool = false
    ) throws(NetworkError) -> [NetworkRecord] {
        var all: [NetworkRecord] = []
        for name in try root.names() where name != "lock" {
            guard let own = try root.directory(name) else { continue }
            do throws(NetworkError) {
                if let record = try record(in: own) {
                    all.append(record)
                } else {
                    // Killed before the first record: nothing was done yet.
                    try? removeDirectory(name, in: root)
                }
            } catch {
                guard skippingMalformed, error.code == .malformedRecord else { throw error }
            }
        }
        return all
    }

    func write(_ record: NetworkRecord, in root: StateDirectory) throws(NetworkError) {
        try root.makeDirectory(record.name.text).write(Self.recordName, record.text)
    }

    func ports(in own: StateDirectory) throws(NetworkError) -> [PublishedPort] {
        guard let text = try own.read(Self.portsName) else { return [] }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { PublishedPort(line: $0) }
    }

    func leases(of record: NetworkRecord, in own: StateDirectory) throws(NetworkError) -> LeaseStore? {
        guard let directory = try own.directory(Self.leasesName, user: record.user?.identifier) else { return nil }
        let names =
            record.servesNames ? try directory.directory(LeaseStore.namesName, user: record.user?.identifier) : nil
        return try LeaseStore(
            directory, network: record.gateway, user: record.user?.identifier, group: record.user?.group, names: names)
    }

    /// Removes what we put into the directory of a network, and it when nothing else is there.
    func removeDirectory(_ name: String, in root: StateDirectory, user: UInt32? = nil) throws(NetworkError) {
        guard let own = try root.directory(name) else { return }
        if let leases = try own.directory(Self.leasesName, user: user) {
            // It is the user's: whatever is in it goes.
            try leases.removeContents()
            try own.remove(Self.leasesName, isDirectory: true)
        }
        for file in [Self.portsName, Self.recordName, Self.hostsName] {
            try own.remove(".\(file).new")
            try own.remove(file)
        }
        for file in [Self.nameServiceLeases, Self.nameServicePid] { try own.remove(file) }
        try root.remove(name, isDirectory: true)
    }
}
