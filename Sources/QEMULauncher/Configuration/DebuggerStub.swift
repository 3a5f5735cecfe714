public import UnikraftCore

/// QEMU's server for a debugger of the guest (GDB Remote Serial Protocol).
public struct DebuggerStub: Sendable, Hashable {
    /// The address of the host that it listens on. Whoever reaches it has the guest in his hands.
    public var address: IPv4Address
    /// The port.
    public var port: UInt16
    /// Whether the guest waits for the debugger before its first instruction.
    public var waitsForDebugger: Bool

    /// Creates a server.
    ///
    /// - Parameters:
    ///   - address: The address of the host that it listens on.
    ///   - port: The port.
    ///   - waitsForDebugger: Whether the guest waits.
    public init(address: IPv4Address = .loopback, port: UInt16, waitsForDebugger: Bool = true) {
        self.address = address
        self.port = port
        self.waitsForDebugger = waitsForDebugger
    }

    /// QEMU's arguments for it.
    var arguments: [String] {
        ["-gdb", "tcp:\(address):\(port)"] + (waitsForDebugger ? ["-S"] : [])
    }
}
