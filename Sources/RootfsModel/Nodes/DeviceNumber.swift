/// The device that a device file stands for.
public struct DeviceNumber: Sendable, Hashable {
    /// The major number: the driver.
    public var major: UInt32
    /// The minor number: the device of the driver.
    public var minor: UInt32

    /// Creates a device number.
    ///
    /// - Parameters:
    ///   - major: The major number.
    ///   - minor: The minor number.
    public init(major: UInt32, minor: UInt32) {
        self.major = major
        self.minor = minor
    }

    /// Splits a number of Linux (`dev_t`, makedev(3)): the major is in bits 8–19 and 44–63, the minor in bits 0–7
    /// and 20–43.
    init(systemNumber number: UInt64) {
        major = UInt32(truncatingIfNeeded: ((number >> 8) & 0xfff) | ((number >> 32) & 0xffff_f000))
        minor = UInt32(truncatingIfNeeded: (number & 0xff) | ((number >> 12) & 0xffff_ff00))
    }

    /// The number as Linux has it (`dev_t`, makedev(3)).
    var systemNumber: UInt64 {
        let major = UInt64(major)
        let minor = UInt64(minor)
        return (minor & 0xff) | ((major & 0xfff) << 8) | ((minor & 0xffff_ff00) << 12) | ((major & 0xffff_f000) << 32)
    }
}
