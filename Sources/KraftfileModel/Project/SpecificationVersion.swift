/// A version of the Kraftfile specification.
public enum SpecificationVersion: String, Sendable, Hashable, CaseIterable, Comparable {
    /// The version of 2022, with `specification` and targets as mappings.
    case v05 = "v0.5"
    /// The version of 2023, with the extensions of 2025: `rootfs` as a list, `roms`, `template.name`.
    case v06 = "v0.6"
    /// The strict version of 2026.
    case v07 = "v0.7"

    /// Orders by age.
    public static func < (left: SpecificationVersion, right: SpecificationVersion) -> Bool {
        left.rawValue < right.rawValue
    }

    /// Reads `v0.6`, `0.6` or `v0.6.0`. Version 0.4 is read by the rules of 0.5.
    ///
    /// - Parameter text: The version.
    public init?(parsing text: String) {
        let number = text.first == "v" || text.first == "V" ? text.dropFirst() : text[...]
        switch number {
        case "0.4", "0.4.0", "0.5", "0.5.0": self = .v05
        case "0.6", "0.6.0": self = .v06
        case "0.7", "0.7.0": self = .v07
        default: return nil
        }
    }
}

extension SpecificationVersion: CustomStringConvertible {
    /// The version as it is written in a Kraftfile.
    public var description: String { rawValue }
}
