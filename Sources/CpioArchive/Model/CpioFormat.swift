/// How the headers of an archive are written.
public enum CpioFormat: Sendable, Hashable, CaseIterable {
    /// The "new ASCII" format of SVR4, magic `070701`.
    case newc
    /// The same with a sum of the data bytes of each file, magic `070702`.
    case crc
    /// The portable format of POSIX.1-1988, magic `070707`. It is read, not written.
    case odc

    /// The six digits that each header begins with.
    public var magic: String {
        switch self {
        case .newc: "070701"
        case .crc: "070702"
        case .odc: "070707"
        }
    }
}
