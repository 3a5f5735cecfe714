/// What is done to metadata so that the same tree gives the same bytes on any machine.
public struct CpioNormalization: Sendable, Hashable {
    /// What is written as owner and group.
    public enum Owners: Sendable, Hashable {
        /// The same two numbers everywhere.
        case fixed(owner: UInt32, group: UInt32)
        /// What the entry says.
        case keep
    }

    /// What is written as the time of modification.
    public enum Times: Sendable, Hashable {
        /// The entry's time, but never later than this (seconds since 1970) and never before 1970.
        case clamped(to: UInt32)
        /// As `clamped`, to the number in the environment variable `SOURCE_DATE_EPOCH`, or 0 without it
        /// (reproducible-builds.org, "SOURCE_DATE_EPOCH specification").
        case sourceDateEpoch
        /// What the entry says; a time that 32 bits cannot hold is refused.
        case keep
    }

    /// What is written as inode and device number.
    public enum Inodes: Sendable, Hashable {
        /// Numbers from 1 on, in the order of the archive; device 0.
        case sequential
        /// What the file system says. Entries that come from no file system get sequential numbers.
        case keep
    }

    /// What is written as owner and group.
    public var owners: Owners
    /// What is written as the time of modification.
    public var times: Times
    /// What is written as inode and device number.
    public var inodes: Inodes

    /// Creates the value.
    ///
    /// - Parameters:
    ///   - owners: What is written as owner and group.
    ///   - times: What is written as the time of modification.
    ///   - inodes: What is written as inode and device number.
    public init(
        owners: Owners = .fixed(owner: 0, group: 0), times: Times = .sourceDateEpoch, inodes: Inodes = .sequential
    ) {
        self.owners = owners
        self.times = times
        self.inodes = inodes
    }

    /// Owner and group 0, times clamped to `SOURCE_DATE_EPOCH`, inode numbers by order.
    public static let reproducible = CpioNormalization()
    /// Everything as the entry says; inode numbers by order, for they tell nothing.
    public static let keepMetadata = CpioNormalization(owners: .keep, times: .keep)
}
