/// What an ELF file is: `e_type` (System V gABI, "ELF Header").
public struct ELFObjectType: RawRepresentable, Sendable, Hashable {
    /// The number in the file.
    public let rawValue: UInt16

    /// Takes any number; unknown ones are kept.
    ///
    /// - Parameter rawValue: The value of `e_type`.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// An object file for the linker, `ET_REL`.
    public static let relocatable = ELFObjectType(rawValue: 1)
    /// A program with fixed addresses, `ET_EXEC`.
    public static let executable = ELFObjectType(rawValue: 2)
    /// A shared library or a position-independent program, `ET_DYN`.
    public static let dynamic = ELFObjectType(rawValue: 3)
    /// A memory dump, `ET_CORE`.
    public static let core = ELFObjectType(rawValue: 4)
}

extension ELFObjectType: CustomStringConvertible {
    /// The usual name, or the number.
    public var description: String {
        switch self {
        case .relocatable: "relocatable object"
        case .executable: "program with fixed addresses"
        case .dynamic: "position-independent object"
        case .core: "core dump"
        default: "object type \(rawValue)"
        }
    }
}
