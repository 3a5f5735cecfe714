public import SystemPackage
public import UnikraftCore

/// How `passt` gives one machine a network without any privilege, where it is installed (passt(1)): it speaks
/// with the machine monitor over a socket and with the world as a common program.
public struct PasstPlan: Sendable, Hashable {
    /// The socket that the machine monitor connects to.
    public var socket: FilePath
    /// The ports of the host that lead to the guest.
    public var ports: [PortMapping]
    /// Whom it becomes when root starts it: a name or a number; nil is `nobody`, who must be able to write to the
    /// socket's directory.
    public var user: String?

    /// The guest's address, for a guest that is told it; nil is the host's own, which the guest gets by DHCP.
    public var guestAddress: IPv4Network?
    /// The gateway that the guest is told; nil is the host's own.
    public var gateway: IPv4Address?
    /// Where the guest asks for names: an address that nobody else has, from which passt forwards to the host's own name
    /// server; nil is that server itself.
    public var nameServer: IPv4Address?

    /// Creates a plan.
    ///
    /// - Parameters:
    ///   - socket: The socket that the machine monitor connects to.
    ///   - ports: The ports of the host that lead to the guest; a host port of 0 takes the guest's number.
    ///   - user: Whom it becomes when root starts it.
    public init(socket: FilePath, ports: [PortMapping] = [], user: String? = nil) {
        self.socket = socket
        self.ports = ports
        self.user = user
    }

    /// The file that gets the process id.
    public var pidFile: FilePath { FilePath("\(socket).pid") }

    /// The program with its arguments. It goes to the background when the socket is ready, and ends with its one
    /// client.
    public var command: ProcessCommand {
        var arguments = ["--one-off", "--quiet", "--socket", socket.string, "--pid", pidFile.string]
        if let user { arguments += ["--runas", user] }
        if let guestAddress {
            arguments += ["--address", "\(guestAddress.address)", "--netmask", "\(guestAddress.prefixLength)"]
        }
        if let gateway { arguments += ["--gateway", "\(gateway)"] }
        if let nameServer { arguments += ["--dns-forward", "\(nameServer)"] }
        for (transport, option) in [(TransportProtocol.tcp, "--tcp-ports"), (.udp, "--udp-ports")] {
            for port in ports where port.transport == transport {
                let address = port.hostAddress == .any ? "" : "\(port.hostAddress)/"
                let hostPort = port.hostPort == 0 ? port.guestPort : port.hostPort
                arguments += [option, "\(address)\(hostPort):\(port.guestPort)"]
            }
        }
        return ProcessCommand("passt", arguments, environment: ["LC_ALL": "C"])
    }
}
