import Unikraft

/// The machines of this user, and the networks of this host.
enum Store {
    static let networks = HostNetworks(launcher: SubprocessLauncher())

    static func open() throws -> MachineStore { try MachineStore(connector: networks) }
}
