extension NetworkError {
    /// The kind of failure.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// A name for logs.
        public let description: String

        /// A name is not one that an interface, a machine or a host may have.
        public static let invalidName = Code(description: "invalidName")
        /// An address, subnet or MTU is out of its range.
        public static let invalidConfiguration = Code(description: "invalidConfiguration")
        /// An interface of that name exists and is not a bridge.
        public static let nameTaken = Code(description: "nameTaken")
        /// A network of that name exists with another configuration.
        public static let networkExists = Code(description: "networkExists")
        /// No network of that name is recorded.
        public static let networkNotFound = Code(description: "networkNotFound")
        /// Machines that still run hold addresses of the network.
        public static let networkInUse = Code(description: "networkInUse")
        /// The network was set down.
        public static let networkDown = Code(description: "networkDown")
        /// The recorded bridge is gone, or another interface has its name.
        public static let bridgeMissing = Code(description: "bridgeMissing")
        /// The subnet shares addresses with a network, an interface or a route of this host.
        public static let subnetOverlap = Code(description: "subnetOverlap")
        /// No subnet of the private ranges is free.
        public static let noFreeSubnet = Code(description: "noFreeSubnet")
        /// Every address of the subnet is held.
        public static let subnetExhausted = Code(description: "subnetExhausted")
        /// The address is held by another machine, or by the host.
        public static let addressInUse = Code(description: "addressInUse")
        /// A running machine of that name holds the lease.
        public static let leaseHeld = Code(description: "leaseHeld")
        /// No lease of that name is recorded.
        public static let leaseNotFound = Code(description: "leaseNotFound")
        /// No persistent tap of this user is free.
        public static let noFreeTap = Code(description: "noFreeTap")
        /// The tap is attached to another process.
        public static let tapBusy = Code(description: "tapBusy")
        /// The kernel has no tap driver, or `/dev/net/tun` is missing.
        public static let tapUnavailable = Code(description: "tapUnavailable")
        /// The port of the host is published or listened on already.
        public static let portInUse = Code(description: "portInUse")
        /// This process lacks a capability; the message names it.
        public static let missingCapability = Code(description: "missingCapability")
        /// A file below the state directory is a symlink, belongs to a stranger or is open to others.
        public static let untrustedFile = Code(description: "untrustedFile")
        /// A file below the state directory does not hold what it should.
        public static let malformedRecord = Code(description: "malformedRecord")
        /// The kernel's message breaks the rules of netlink.
        public static let malformedMessage = Code(description: "malformedMessage")
        /// The kernel refused a request; ``NetworkError/errno`` and ``NetworkError/kernelMessage`` say why.
        public static let kernelRefused = Code(description: "kernelRefused")
        /// The tables changed during each of several dumps.
        public static let dumpInterrupted = Code(description: "dumpInterrupted")
        /// A system call failed.
        public static let systemFailure = Code(description: "systemFailure")
        /// No user of that name exists.
        public static let unknownUser = Code(description: "unknownUser")
        /// A program that is needed is not installed.
        public static let toolMissing = Code(description: "toolMissing")
        /// A program ended with an error; its output is in the message.
        public static let toolFailed = Code(description: "toolFailed")
        /// QEMU's bridge helper may not use the bridge.
        public static let helperNotAllowed = Code(description: "helperNotAllowed")
    }
}
