/// How names are stored.
public enum CpioNameStyle: Sendable, Hashable, CaseIterable {
    /// `etc/hosts`
    case plain
    /// `./etc/hosts`
    case dotted
    /// `/etc/hosts`
    case absolute

    /// What stands before each name.
    var prefix: StaticString {
        switch self {
        case .plain: ""
        case .dotted: "./"
        case .absolute: "/"
        }
    }

    /// The name of the root directory's own entry.
    var rootName: [UInt8] { self == .absolute ? [UInt8(ascii: "/")] : [UInt8(ascii: ".")] }
}
