/// A processor architecture that Unikraft runs on.
public enum Architecture: String, Sendable, Hashable, CaseIterable {
    /// 64-bit x86, also known as `amd64`.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case x86_64
    /// 64-bit Arm, also known as `aarch64`.
    case arm64
    /// 32-bit Arm.
    case arm

    /// Reads an architecture by Unikraft's name or by one of the names other tools use.
    ///
    /// - Parameter name: For example `x86_64`, `amd64`, `arm64` or `aarch64`. Case does not matter.
    /// - Throws: ``InvalidValue`` when no architecture has that name.
    public init(parsing name: String) throws(InvalidValue) {
        switch name.lowercased() {
        case "x86_64", "amd64", "x86-64", "x64": self = .x86_64
        case "arm64", "aarch64": self = .arm64
        case "arm", "armv7", "armv7l", "arm32": self = .arm
        default:
            throw InvalidValue(
                kind: "architecture", text: name, reason: "no such architecture is known",
                remedy: "Use one of \(Self.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
    }

    /// The architecture this program was built for.
    public static var host: Architecture {
        #if arch(x86_64)
            .x86_64
        #elseif arch(arm64)
            .arm64
        #else
            .arm
        #endif
    }
}

extension Architecture: CustomStringConvertible {
    /// The text for people.
    public var description: String { rawValue }
}
