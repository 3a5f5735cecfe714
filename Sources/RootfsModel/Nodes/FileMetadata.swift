/// What a file system keeps about a file besides its content and its name.
public struct FileMetadata: Sendable, Hashable {
    /// Seconds of the time of modification since 1970; may be negative.
    public var modificationTime: Int64
    /// Nanoseconds of the time of modification, below 1,000,000,000.
    public var modificationNanoseconds: UInt32
    /// The number of the owning user.
    public var owner: UInt32
    /// The number of the owning group.
    public var group: UInt32
    /// Permission bits with set-user-ID, set-group-ID and sticky: the lower twelve bits of a mode (inode(7)).
    public var permissions: UInt16 {
        didSet { permissions &= 0o7777 }
    }
    private var attributes: AttributeTable?

    /// Creates the value.
    ///
    /// - Parameters:
    ///   - permissions: The lower twelve bits of the mode; others are dropped.
    ///   - owner: The number of the owning user.
    ///   - group: The number of the owning group.
    ///   - modificationTime: Seconds since 1970.
    ///   - modificationNanoseconds: Nanoseconds besides the seconds.
    ///   - extendedAttributes: Extended attributes (xattr(7)) by name.
    public init(
        permissions: UInt16, owner: UInt32 = 0, group: UInt32 = 0, modificationTime: Int64 = 0,
        modificationNanoseconds: UInt32 = 0, extendedAttributes: [String: [UInt8]] = [:]
    ) {
        self.permissions = permissions & 0o7777
        self.owner = owner
        self.group = group
        self.modificationTime = modificationTime
        self.modificationNanoseconds = modificationNanoseconds
        self.extendedAttributes = extendedAttributes
    }

    /// Extended attributes (xattr(7)) by name, such as `security.capability`.
    public var extendedAttributes: [String: [UInt8]] {
        get { attributes?.values ?? [:] }
        set { attributes = newValue.isEmpty ? nil : AttributeTable(values: newValue) }
    }
}

/// The extended attributes of the few files that have any, out of the way of all others.
private final class AttributeTable: Sendable, Hashable {
    let values: [String: [UInt8]]

    init(values: [String: [UInt8]]) {
        self.values = values
    }

    static func == (first: AttributeTable, second: AttributeTable) -> Bool {
        first === second || first.values == second.values
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(values)
    }
}
