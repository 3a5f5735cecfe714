/// Says that several entries are names of one file (hard links).
public struct CpioLink: Sendable, Hashable {
    /// A number that all names of the file share, and no other file has.
    public var identifier: UInt64
    /// How many names of the file the archive will hold.
    public var count: UInt32

    /// Creates the value.
    ///
    /// - Parameters:
    ///   - identifier: A number that all names of the file share, and no other file has.
    ///   - count: How many names of the file the archive will hold.
    public init(identifier: UInt64, count: UInt32) {
        self.identifier = identifier
        self.count = count
    }
}
