/// What an entry of an archive stands for.
///
/// The raw value is the type part of the mode field (`S_IFMT`, inode(7)).
public enum CpioKind: UInt32, Sendable, Hashable, CaseIterable {
    /// A regular file.
    case regular = 0o100000
    /// A directory.
    case directory = 0o040000
    /// A symbolic link; the data of the entry is its target.
    case symlink = 0o120000
    /// A character device.
    case characterDevice = 0o020000
    /// A block device.
    case blockDevice = 0o060000
    /// A named pipe.
    case fifo = 0o010000
    /// A socket of the local domain.
    case socket = 0o140000

    /// The mask of the type bits in a mode.
    static let modeMask: UInt32 = 0o170000

    /// Reads the kind from a mode; nil when its type bits name none.
    ///
    /// - Parameter mode: Type bits and permissions.
    public init?(mode: UInt32) {
        self.init(rawValue: mode & CpioKind.modeMask)
    }

    /// Whether only entries of this kind may have data.
    var hasData: Bool { self == .regular || self == .symlink }

    /// Whether the entry is neither a file, nor a directory, nor a symlink.
    var isSpecial: Bool {
        switch self {
        case .regular, .directory, .symlink: false
        case .characterDevice, .blockDevice, .fifo, .socket: true
        }
    }
}
