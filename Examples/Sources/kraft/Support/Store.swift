import NetdevBridge
import Unikraft

/// The machines of this user, and the networks of this host.
enum Store {
    static let networks = BridgeNetworks(NetworkManager(launcher: SubprocessLauncher()))

    static func open() throws -> MachineStore { try MachineStore(connector: networks) }
}
