import SystemPackage
import SystemSupport
import UnikraftCore

/// The network devices of a machine as arguments of QEMU.
struct NetworkPlan {
    /// QEMU's arguments.
    private(set) var arguments: [String] = []
    /// Descriptors that QEMU inherits as 3, 4, …
    private(set) var passedDescriptors: [Int32] = []
    private var attachments: [NetworkAttachment]

    /// The taps that are known by name.
    var interfaces: [String] {
        attachments.compactMap { if case .tap(let interface) = $0.backend { interface } else { nil } }
    }

    /// Puts all published ports on one device of the user network: two such devices would ask for the
    /// same address, and only the last would answer.
    init(_ configuration: MachineConfiguration, transport: VirtioTransport) throws(LaunchError) {
        attachments = configuration.networks.isEmpty ? [NetworkAttachment(.user)] : configuration.networks
        let userDevices = attachments.indices.filter { attachments[$0].backend == .user }
        guard userDevices.count <= 1 else {
            throw LaunchError(
                .configuration, "the machine has \(userDevices.count) devices on QEMU's user network",
                remedy: "Keep one; it takes any number of ports.")
        }
        if !configuration.ports.isEmpty, userDevices.isEmpty {
            throw LaunchError(
                .configuration, "ports are published and no device is on QEMU's user network",
                remedy: "Reach the guest by its address on the bridge, or add a user network.")
        }
        try Self.checkDistinct(configuration.ports)
        let machine = Self.stableNumber(configuration.name)
        for index in attachments.indices {
            let address =
                attachments[index].macAddress ?? .unikraft(machine: machine, index: UInt8(truncatingIfNeeded: index))
            let backend = try self.backend(
                attachments[index].backend, identifier: "net\(index)", ports: configuration.ports)
            // The boot ROM of a PCI device would only cost time: the kernel is given directly.
            let rom = transport == .pci ? ",romfile=" : ""
            arguments += [
                "-netdev", backend, "-device", transport.device("net", "netdev=net\(index),mac=\(address)\(rom)"),
            ]
        }
    }

    /// The addresses told to the guest, in the order of the devices.
    ///
    /// A known address spares the guest the wait for DHCP. A kernel that is given no other parameter may
    /// not read any, so it is told none that it does not need.
    func guestAddresses(kernelReadsParameters: Bool) -> [GuestNetworkAddress] {
        let needsParameters = attachments.contains { $0.guestAddress != nil }
        guard kernelReadsParameters || needsParameters else { return [] }
        return attachments.compactMap { attachment in
            attachment.guestAddress ?? (attachment.backend == .user ? .userNetwork : nil)
        }
    }

    private mutating func backend(
        _ backend: NetworkAttachment.Backend, identifier: String, ports: [PortMapping]
    ) throws(LaunchError) -> String {
        switch backend {
        case .user:
            let forwards = ports.map { port in
                let address = port.hostAddress == .any ? "" : port.hostAddress.description
                return ",hostfwd=\(port.transport.rawValue):\(address):\(port.hostPort)-:\(port.guestPort)"
            }
            return "user,id=\(identifier)" + forwards.joined()
        case .tap(let interface):
            try Self.checkInterface(interface)
            return "tap,id=\(identifier),ifname=\(interface),script=no,downscript=no"
        case .tapDescriptor(let descriptor):
            passedDescriptors.append(descriptor)
            return "tap,id=\(identifier),fd=\(2 + passedDescriptors.count)"
        case .bridgeHelper(let bridge):
            try Self.checkInterface(bridge)
            return "bridge,id=\(identifier),br=\(bridge)"
        case .socket(let path):
            // A comma in a value is doubled (qemu(1)).
            let doubled = path.string.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,")
            return "stream,id=\(identifier),server=off,addr.type=unix,addr.path=\(doubled)"
        }
    }

    static func checkDistinct(_ ports: [PortMapping]) throws(LaunchError) {
        for (index, port) in ports.enumerated() where port.hostPort != 0 {
            let clash = ports[..<index].first { other in
                other.hostPort == port.hostPort && other.transport == port.transport
                    && (other.hostAddress == port.hostAddress || other.hostAddress == .any || port.hostAddress == .any)
            }
            guard let clash else { continue }
            throw LaunchError(
                .port, subject: String(port.hostPort),
                "the host port \(port.hostPort)/\(port.transport.rawValue) is published twice: \(clash) and \(port)",
                remedy: "Choose another host port for one of them.")
        }
    }

    /// `IFNAMSIZ` is 16 with the NUL (linux/if.h); `dev_valid_name` refuses slashes, colons and blanks.
    private static func checkInterface(_ name: String) throws(LaunchError) {
        let isValid =
            (1...15).contains(name.utf8.count) && name != "." && name != ".."
            && name.utf8.allSatisfy {
                $0 > 0x20 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ",")
            }
        guard isValid else {
            throw LaunchError(
                .configuration, subject: name, "'\(name)' is not a name of a network interface",
                remedy: "Interface names have 1 to 15 bytes without blanks, slashes, colons and commas.")
        }
    }

    /// A number that is the same for a name in every process.
    private static func stableNumber(_ name: String) -> UInt16 {
        let hash = name.stableNumber
        return UInt16(truncatingIfNeeded: hash ^ hash >> 16)
    }
}
