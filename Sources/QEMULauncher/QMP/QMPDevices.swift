public import UnikraftCore

extension QMP {
    /// `netdev_add`: makes the host's side of a network device.
    public struct AddNetworkBackend: QMPCommand {
        /// Nothing is returned.
        public typealias Reply = Nothing
        /// The command's name.
        public static let name = "netdev_add"
        /// `user` or `tap`.
        public var type: String
        /// The backend's name.
        public var id: String
        /// The tap interface, for `tap`.
        public var ifname: String?
        /// The script that is run for a tap; `no` for none.
        public var script: String?
        /// The script that is run when a tap goes; `no` for none.
        public var downscript: String?

        /// QEMU's own network behind the host's address.
        ///
        /// - Parameter identifier: The backend's name.
        /// - Returns: The command.
        public static func user(_ identifier: String) -> AddNetworkBackend {
            AddNetworkBackend(type: "user", id: identifier)
        }

        /// A tap interface that exists.
        ///
        /// - Parameters:
        ///   - identifier: The backend's name.
        ///   - interface: The interface.
        /// - Returns: The command.
        public static func tap(_ identifier: String, interface: String) -> AddNetworkBackend {
            AddNetworkBackend(type: "tap", id: identifier, ifname: interface, script: "no", downscript: "no")
        }
    }

    /// `netdev_del`: removes the host's side of a network device, after the device itself.
    public struct RemoveNetworkBackend: QMPCommand {
        /// Nothing is returned.
        public typealias Reply = Nothing
        /// The command's name.
        public static let name = "netdev_del"
        /// The backend's name.
        public var id: String

        /// Creates the command.
        ///
        /// - Parameter identifier: The backend's name.
        public init(_ identifier: String) {
            id = identifier
        }
    }

    /// `device_add`: plugs a network device into a running machine. Guests that look for devices at their start only,
    /// as Unikraft does, see it after a reset.
    public struct AddNetworkDevice: QMPCommand {
        /// Nothing is returned.
        public typealias Reply = Nothing
        /// The command's name.
        public static let name = "device_add"
        /// The kind of device.
        public var driver = "virtio-net-pci"
        /// The device's name.
        public var id: String
        /// The backend's name.
        public var netdev: String
        /// The device's Ethernet address.
        public var mac: String

        /// Creates the command.
        ///
        /// - Parameters:
        ///   - identifier: The device's name.
        ///   - backend: The backend's name.
        ///   - macAddress: The device's Ethernet address.
        public init(_ identifier: String, backend: String, macAddress: MACAddress) {
            id = identifier
            netdev = backend
            mac = macAddress.description
        }
    }

    /// `device_del`: asks the guest to let a device go; the event `DEVICE_DELETED` says that it has.
    public struct RemoveDevice: QMPCommand {
        /// Nothing is returned.
        public typealias Reply = Nothing
        /// The command's name.
        public static let name = "device_del"
        /// The device's name.
        public var id: String

        /// Creates the command.
        ///
        /// - Parameter identifier: The device's name.
        public init(_ identifier: String) {
            id = identifier
        }
    }

    /// `screendump`: writes what the guest's display shows to a file of the host, as PPM. It needs a display device.
    public struct ScreenDump: QMPCommand {
        /// Nothing is returned.
        public typealias Reply = Nothing
        /// The command's name.
        public static let name = "screendump"
        /// The file, as QEMU's process sees it.
        public var filename: String

        /// Creates the command.
        ///
        /// - Parameter filename: The file.
        public init(filename: String) {
            self.filename = filename
        }
    }
}
