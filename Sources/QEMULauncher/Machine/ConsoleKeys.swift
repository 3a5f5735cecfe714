/// Reads what a person types at a guest's console, with the keys that QEMU's own console has: `Ctrl-a x` ends the
/// machine, `Ctrl-a Ctrl-a` and `Ctrl-a a` type a `Ctrl-a`.
public struct ConsoleKeys: Sendable, Hashable {
    private var hasPrefix = false

    /// Begins.
    public init() {}

    /// Takes what was typed.
    ///
    /// - Parameter typed: The bytes.
    /// - Returns: What the guest gets, and whether the machine is to end; what comes after that is dropped.
    public mutating func feed(_ typed: [UInt8]) -> (bytes: [UInt8], isQuitting: Bool) {
        var bytes: [UInt8] = []
        for byte in typed {
            switch (hasPrefix, byte) {
            case (false, Self.prefix):
                hasPrefix = true
                continue
            case (true, UInt8(ascii: "x")), (true, UInt8(ascii: "X")):
                return (bytes, true)
            case (true, UInt8(ascii: "a")):
                bytes.append(Self.prefix)
            default:
                bytes.append(byte)
            }
            hasPrefix = false
        }
        return (bytes, false)
    }

    private static let prefix: UInt8 = 1
}
