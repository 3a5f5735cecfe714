/// A member of an archive: its name and metadata, and where its content lies.
public struct TarEntry: Sendable, Hashable {
    /// What a member stands for (POSIX, pax, "ustar Interchange Format", `typeflag`).
    public enum Kind: Sendable, Hashable {
        /// A regular file.
        case regular
        /// Another name of a file that came before, ``TarEntry/linkTarget``.
        case hardLink
        /// A symbolic link to ``TarEntry/linkTarget``.
        case symbolicLink
        /// A character device.
        case characterDevice
        /// A block device.
        case blockDevice
        /// A directory.
        case directory
        /// A named pipe.
        case fifo
    }

    /// An extended attribute.
    public struct ExtendedAttribute: Sendable, Hashable {
        /// The name with its namespace, for example `security.capability`.
        public var name: [UInt8]
        /// The value.
        public var value: [UInt8]

        /// Creates an attribute.
        ///
        /// - Parameters:
        ///   - name: The name with its namespace.
        ///   - value: The value.
        public init(name: [UInt8], value: [UInt8]) {
            self.name = name
            self.value = value
        }
    }

    /// The name as the archive has it.
    public var path: [UInt8]
    /// What it stands for.
    public var kind: Kind
    /// Permission bits, with set-user-ID, set-group-ID and sticky: 12 bits.
    public var mode: UInt32
    /// The owner's number.
    public var owner: UInt32 = 0
    /// The group's number.
    public var group: UInt32 = 0
    /// The length of the content in bytes; 0 unless it is a regular file.
    public var size: UInt64 = 0
    /// The time of the last change in seconds since 1970; may be negative.
    public var modificationTime: Int64 = 0
    /// Nanoseconds to add to ``modificationTime``, below 1,000,000,000.
    public var modificationNanoseconds: UInt32 = 0
    /// Where a link leads, as the archive has it.
    public var linkTarget: [UInt8] = []
    /// The major number of a device.
    public var deviceMajor: UInt32 = 0
    /// The minor number of a device.
    public var deviceMinor: UInt32 = 0
    /// Extended attributes in the archive's order.
    public var extendedAttributes: [ExtendedAttribute] = []
    /// The byte of the archive at which the content begins; 0 in an entry that is to be written.
    public var contentOffset: UInt64 = 0

    /// Creates an entry to be written: owner 0:0, time 0.
    ///
    /// - Parameters:
    ///   - path: The name.
    ///   - kind: What it stands for.
    ///   - mode: Permission bits.
    ///   - size: The length of the content in bytes.
    public init(path: [UInt8], kind: Kind, mode: UInt32, size: UInt64 = 0) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.size = size
    }
}
