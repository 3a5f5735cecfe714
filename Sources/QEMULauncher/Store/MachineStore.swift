import FoundationEssentials
import Glibc
public import SystemPackage
import SystemSupport

/// Machines that outlive the program that started them: a directory for each, with its record, its console, its
/// sockets and its lock. Any process of the same user may list, follow and stop them.
public struct MachineStore: Sendable {
    /// The directory that holds one directory a machine.
    public let directory: FilePath
    /// Connects machines to networks of this host.
    let connector: (any NetworkConnector)?
    /// How long a supervisor waits for the one before it to go, and for whoever works on its machine.
    var supervisionPatience = Duration.seconds(5)

    /// Uses a store.
    ///
    /// - Parameters:
    ///   - directory: The directory; nil is `$XDG_STATE_HOME/swift-unikraft/machines` (XDG Base Directory
    ///     Specification), `~/.local/state/…` where that is not set.
    ///   - connector: Connects machines to networks of this host; nil can start none that belongs to one.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/file`` when there is no home directory.
    public init(directory: FilePath? = nil, connector: (any NetworkConnector)? = nil) throws(LaunchError) {
        self.connector = connector
        if let directory {
            self.directory = directory
            return
        }
        func variable(_ name: String) -> FilePath? {
            unsafe getenv(name).map { unsafe String(cString: $0) }.flatMap { $0.hasPrefix("/") ? FilePath($0) : nil }
        }
        guard let state = variable("XDG_STATE_HOME") ?? variable("HOME")?.appending(".local").appending("state") else {
            throw LaunchError(
                .file, "there is no place to keep machines: neither XDG_STATE_HOME nor HOME is set",
                remedy: "Set one of them to a directory that may be written to.")
        }
        self.directory = state.appending("swift-unikraft").appending("machines")
    }

    /// Every machine of the store, by name. Directories that hold no readable record are left out. Machines that
    /// were to go when they have ended are removed, and what killed processes have left of a start. Of a console
    /// above 65 MiB the first MiB and the last 64 stay.
    public func machines() async -> [StoredMachine] {
        let names = ((try? DirectoryNames.list(directory)) ?? []).sorted()
        guard !names.isEmpty, let turn = try? takeTurn() else { return [] }
        defer { extendLifetime(turn) }
        var machines: [StoredMachine] = []
        for name in names {
            guard let place = try? directory(of: name) else { continue }
            guard let machine = try? machine(named: name) else {
                removeAbandoned(place)
                continue
            }
            if machine.record.isTransient, machine.record.process != nil, !machine.isRunning {
                try? await machine.remove()
            } else {
                machine.trimConsole()
                await machine.disconnectIfEnded()
                machines.append(machine)
            }
        }
        return machines
    }

    /// Finds a machine.
    ///
    /// - Parameter name: Its name.
    /// - Returns: The machine.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/notFound`` when there is none, or
    ///   ``LaunchError/Code/damaged`` when its record cannot be read.
    public func machine(named name: String) throws(LaunchError) -> StoredMachine {
        let place = try directory(of: name)
        guard let record = MachineRecord.read(place) else {
            guard !hasDamagedRecord(place) else {
                throw LaunchError(
                    .damaged, subject: name,
                    "the record of the machine '\(name)' cannot be read ('\(place.appending(MachineRecord.fileName))')",
                    remedy: "`kraft rm -f \(name)` ends what runs of it and removes it.")
            }
            throw LaunchError(
                .notFound, subject: name, "there is no machine '\(name)'",
                remedy: "`kraft ps -a` lists the machines.")
        }
        return StoredMachine(record: record, directory: place, connector: connector)
    }

    /// The names of machines whose record cannot be read. Their QEMU may run.
    public func damagedMachines() -> [String] {
        ((try? DirectoryNames.list(directory)) ?? []).sorted().filter { name in
            (try? directory(of: name)).map { MachineRecord.read($0) == nil && hasDamagedRecord($0) } ?? false
        }
    }

    /// Ends what runs of a machine whose record cannot be read, and removes it.
    ///
    /// - Parameter name: Its name.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/taken`` when another process is working on it.
    public func removeDamaged(_ name: String) async throws {
        let place = try directory(of: name)
        let lock = try await lockSoon(place)
        guard MachineRecord.read(place) == nil else { return }
        endUnrecorded(in: place)
        StagingDirectory.remove(place)
        extendLifetime(lock)
    }

    /// Whether there is a record, which cannot be read.
    private func hasDamagedRecord(_ place: FilePath) -> Bool {
        (try? FileStatus(of: place.appending(MachineRecord.fileName))) != nil
    }

    /// The directory of a machine.
    ///
    /// - Parameter name: Its name: letters, digits, dots, hyphens and underscores, beginning with a letter or a digit.
    /// - Returns: The directory.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/configuration`` when the name is another.
    func directory(of name: String) throws(LaunchError) -> FilePath {
        let isValid =
            name.utf8.count <= 64 && name.utf8.first.map(GuestToken.isAlphanumeric) == true
            && name.utf8.allSatisfy { GuestToken.isAlphanumeric($0) || "._-".utf8.contains($0) }
        guard isValid else {
            throw LaunchError(
                .configuration, subject: name, "'\(name)' is not a name for a machine",
                remedy:
                    "Use up to 64 letters, digits, dots, hyphens and underscores, beginning with a letter or a digit.")
        }
        return directory.appending(name)
    }

    /// A name that no machine of the store has, made of two words.
    public func unusedName() -> String {
        let adjectives = ["brave", "calm", "eager", "fair", "keen", "lucid", "merry", "quick", "quiet", "sunny"]
        let nouns = ["badger", "crane", "falcon", "heron", "lynx", "otter", "raven", "salmon", "tern", "wren"]
        for attempt in 0... {
            let number = attempt < 8 ? "" : "-\(UInt16.random(in: 0 ... .max))"
            let name = "\(adjectives.randomElement() ?? "calm")-\(nouns.randomElement() ?? "wren")\(number)"
            if (try? FileStatus(of: directory.appending(name))) == nil { return name }
        }
        return "machine"
    }
}

extension MachineRecord {
    static let fileName = "machine.json"

    /// Reads the record in a machine's directory; nil when there is none that can be read.
    static func read(_ directory: FilePath) -> MachineRecord? {
        let path = directory.appending(fileName)
        guard let file = try? OwnedDescriptor.open(path, flags: O_RDONLY | O_NOFOLLOW),
            let bytes = try? file.read(at: 0, limit: 1 << 20, path: path)
        else { return nil }
        return try? JSONDecoder().decode(MachineRecord.self, from: Data(bytes))
    }

    /// Writes the record, in place of the one before, in one step.
    func write(_ directory: FilePath) throws(LaunchError) {
        let path = directory.appending(Self.fileName)
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            let file = try AtomicFile(path: path, mode: 0o600)
            try file.descriptor.writeAll(Array(encoder.encode(self)))
            try file.commit()
        } catch {
            throw LaunchError(
                .file, subject: path.string, "the record of the machine '\(name)' cannot be written",
                remedy: "Check the free space and the permissions of '\(directory)'.", cause: error)
        }
    }
}
