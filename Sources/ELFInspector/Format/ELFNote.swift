/// A note: a small record that a tool left (System V gABI, "Note Section").
public struct ELFNote: Sendable, Hashable {
    /// Who defines it, for example `GNU`.
    public var owner: String
    /// What it is, by its owner: `GNU` has 1 for the ABI, 3 for the build id, 5 for properties.
    public var type: UInt32
    /// What it says.
    public var content: [UInt8]

    /// The build id as hexadecimal digits; nil when the note is another (`NT_GNU_BUILD_ID`).
    public var buildID: String? {
        guard owner == "GNU", type == 3 else { return nil }
        let digits = Array("0123456789abcdef")
        return String(content.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}

/// The oldest system that a program runs on: the note `NT_GNU_ABI_TAG` (LSB Core, "ABI note tag").
public struct ELFABITag: Sendable, Hashable {
    /// The kernel: 0 is Linux, 1 the Hurd.
    public var system: UInt32
    /// The version: major, minor and the one below.
    public var version: [UInt32]
}
