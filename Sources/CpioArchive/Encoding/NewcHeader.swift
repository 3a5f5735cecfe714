/// The thirteen fields of a header in the newc and crc formats (cpio(5), "New ASCII Format").
struct NewcHeader: Hashable, Sendable {
    /// Bytes of a header: a magic of six digits and thirteen fields of eight.
    static let size = 110
    /// The name that ends an archive.
    static let trailerName: [UInt8] = Array("TRAILER!!!".utf8)

    /// Bytes of the record that ends an archive: header, name with NUL, and three bytes that fill up.
    static let trailerSize = 124

    var inode: UInt32 = 0
    var mode: UInt32 = 0
    var owner: UInt32 = 0
    var group: UInt32 = 0
    var linkCount: UInt32 = 1
    var modificationTime: UInt32 = 0
    var fileSize: UInt32 = 0
    var device = CpioDevice.none
    var representedDevice = CpioDevice.none
    /// Bytes of the name with the NUL that ends it.
    var nameSize: UInt32 = 0
    /// In the crc format, the sum of the data bytes; else 0.
    var check: UInt32 = 0

    /// How many bytes fill up to the next multiple of four.
    @inline(__always)
    static func padding<Number: FixedWidthInteger>(_ length: Number) -> Number { (0 &- length) & 3 }
}

extension NewcHeader {
    /// Writes the header as text.
    ///
    /// - Parameters:
    ///   - format: Decides the magic.
    ///   - output: Where to; must hold ``size`` bytes.
    @inline(__always)
    func store(_ format: CpioFormat, to output: inout MutableRawSpan) {
        output.storeBytes(of: 0x3730_3730, toByteOffset: 0, as: UInt32.self)
        output.storeBytes(of: format == .crc ? 0x3230 : 0x3130, toByteOffset: 4, as: UInt16.self)
        output.storeBytes(of: hexDigits(inode), toByteOffset: 6, as: UInt64.self)
        output.storeBytes(of: hexDigits(mode), toByteOffset: 14, as: UInt64.self)
        output.storeBytes(of: hexDigits(owner), toByteOffset: 22, as: UInt64.self)
        output.storeBytes(of: hexDigits(group), toByteOffset: 30, as: UInt64.self)
        output.storeBytes(of: hexDigits(linkCount), toByteOffset: 38, as: UInt64.self)
        output.storeBytes(of: hexDigits(modificationTime), toByteOffset: 46, as: UInt64.self)
        output.storeBytes(of: hexDigits(fileSize), toByteOffset: 54, as: UInt64.self)
        output.storeBytes(of: hexDigits(device.major), toByteOffset: 62, as: UInt64.self)
        output.storeBytes(of: hexDigits(device.minor), toByteOffset: 70, as: UInt64.self)
        output.storeBytes(of: hexDigits(representedDevice.major), toByteOffset: 78, as: UInt64.self)
        output.storeBytes(of: hexDigits(representedDevice.minor), toByteOffset: 86, as: UInt64.self)
        output.storeBytes(of: hexDigits(nameSize), toByteOffset: 94, as: UInt64.self)
        output.storeBytes(of: hexDigits(check), toByteOffset: 102, as: UInt64.self)
    }
}
