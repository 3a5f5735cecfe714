public import SystemPackage
public import UnikraftCore

/// How `passt` gives one machine a network without any privilege, where it is installed (passt(1)): it speaks
/// with the machine monitor over a socket and with the world as a common program.
public struct PasstPlan: Sendable, Hashable {
    /// The socket that the machine monitor connects to.
    public var socket: FilePath
    /// The ports of the host that lead to the guest.
    public var ports: [PortMapping]

    /// Creates a plan.
    ///
    /// - Parameters:
    ///   - socket: The socket that the machine monitor connects to.
    ///   - ports: The ports of the host that lead to the guest; a host port of 0 takes the guest's number.
    public init(socket: FilePath, ports: [PortMapping] = []) {
        self.socket = socket
        self.ports = ports
    }

    /// The program with its arguments. It stays in the foreground and ends with its one client.
    public var command: ProcessCommand {
        var arguments = ["--foreground", "--one-off", "--quiet", "--socket", socket.string]
        for (transport, option) in [(TransportProtocol.tcp, "--tcp-ports"), (.udp, "--udp-ports")] {
            for port in ports where port.transport == transport {
                let address = port.hostAddress == .any ? "" : "\(port.hostAddress)/"
                let hostPort = port.hostPort == 0 ? port.guestPort : port.hostPort
                arguments += [option, "\(address)\(hostPort):\(port.guestPort)"]
            }
        }
        return ProcessCommand("passt", arguments)
    }

    /// The value of QEMU's `-netdev` (`stream` in qemu(1), from 7.2 on). A comma in the path is doubled.
    ///
    /// - Parameter identifier: The name of the back end.
    /// - Returns: The value.
    public func netdev(identifier: String) -> String {
        let path = socket.string.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,")
        return "stream,id=\(identifier),server=off,addr.type=unix,addr.path=\(path)"
    }
}
