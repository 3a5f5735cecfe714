/// How a tree is written to a directory of the host.
public struct DirectoryWriting: Sendable, Hashable {
    /// Whether files get their owner and group, which needs the privilege; else they are the caller's.
    public var setsOwners: Bool
    /// Whether devices are made, which needs the privilege; else they are left out.
    public var makesDevices: Bool
    /// Whether extended attributes are set.
    public var setsExtendedAttributes: Bool

    /// Creates the description.
    ///
    /// - Parameters:
    ///   - setsOwners: Whether files get their owner and group.
    ///   - makesDevices: Whether devices are made.
    ///   - setsExtendedAttributes: Whether extended attributes are set.
    public init(setsOwners: Bool = true, makesDevices: Bool = true, setsExtendedAttributes: Bool = true) {
        self.setsOwners = setsOwners
        self.makesDevices = makesDevices
        self.setsExtendedAttributes = setsExtendedAttributes
    }
}
