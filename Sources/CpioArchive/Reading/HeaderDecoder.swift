/// Reads headers of the three text formats (cpio(5)).
struct HeaderDecoder {
    /// The longest name that is read, with its NUL. Longer ones can be no names of files (`PATH_MAX`), and
    /// nothing is allocated for them.
    private static let longestName = 8192

    /// Reads the header at the window's start, and its name.
    ///
    /// - Parameters:
    ///   - source: The archive; its window is moved to the data.
    ///   - archiveIndex: Which archive of a row it is.
    /// - Returns: The record; nil when the window does not begin with a magic.
    /// - Throws: ``CpioError`` when the header is damaged or cut.
    static func decode(_ source: inout ByteSource, archiveIndex: Int) throws(CpioError) -> CpioRecord? {
        guard try source.want(6) else { return nil }
        guard let format = format(source) else { return nil }
        let start = source.position
        let size = format == .odc ? OdcHeader.size : NewcHeader.size
        guard try source.want(size) else { throw truncated(source, start, "in a header") }
        var (record, nameSize) = format == .odc ? try decodeOdc(source) : try decodeNewc(source, format)
        guard nameSize > 1, nameSize <= longestName else {
            throw invalid(source, start, "the length of a name is \(nameSize)")
        }
        let fill = format == .odc ? 0 : NewcHeader.padding(size + nameSize)
        let length = size + nameSize + fill
        guard try source.want(length) else { throw truncated(source, start, "in a name") }
        let name = source.prefix(size + nameSize).dropFirst(size)
        guard name.last == 0, name.firstIndex(of: 0) == name.endIndex - 1 else {
            throw invalid(source, start, "a name does not end where its length says")
        }
        record.storedName = Array(name.dropLast())
        record.headerOffset = start
        record.dataOffset = start + UInt64(length)
        record.archiveIndex = archiveIndex
        source.drop(length)
        return record
    }

    /// Tells the format by the six digits of a magic, which differ in the last.
    private static func format(_ source: borrowing ByteSource) -> CpioFormat? {
        for index in 0..<5 where source.byte(index) != (index & 1 == 0 ? 0x30 : 0x37) { return nil }
        return switch source.byte(5) {
        case 0x31: .newc
        case 0x32: .crc
        case 0x37: .odc
        default: nil
        }
    }

    private static func decodeNewc(
        _ source: borrowing ByteSource, _ format: CpioFormat
    ) throws(CpioError) -> (CpioRecord, Int) {
        // Thirteen fields of eight digits after the magic (cpio(5), "New ASCII Format").
        var fields = InlineArray<13, UInt32>(repeating: 0)
        for index in 0..<13 {
            guard let value = number(hexDigits: source.word(6 + 8 * index)) else {
                throw invalid(source, source.position, "field \(index + 1) is no hexadecimal number")
            }
            fields[index] = value
        }
        let record = CpioRecord(
            format: format, storedName: [], mode: fields[1], inode: fields[0], owner: fields[2], group: fields[3],
            linkCount: fields[4], modificationTime: UInt64(fields[5]), size: UInt64(fields[6]),
            device: CpioDevice(major: fields[7], minor: fields[8]),
            representedDevice: CpioDevice(major: fields[9], minor: fields[10]), checksum: fields[12], headerOffset: 0,
            dataOffset: 0, archiveIndex: 0)
        return (record, Int(fields[11]))
    }

    private static func decodeOdc(_ source: borrowing ByteSource) throws(CpioError) -> (CpioRecord, Int) {
        var fields = InlineArray<10, UInt64>(repeating: 0)
        var place = 6
        for index in 0..<10 {
            var value: UInt64 = 0
            for _ in 0..<OdcHeader.widths[index] {
                let digit = source.byte(place)
                guard (0x30...0x37).contains(digit) else {
                    throw invalid(source, source.position, "field \(index + 1) is no octal number")
                }
                value = value << 3 | UInt64(digit - 0x30)
                place += 1
            }
            fields[index] = value
        }
        let record = CpioRecord(
            format: .odc, storedName: [], mode: UInt32(fields[2]), inode: UInt32(fields[1]), owner: UInt32(fields[3]),
            group: UInt32(fields[4]), linkCount: UInt32(fields[5]), modificationTime: fields[7],
            size: fields[9], device: CpioDevice(systemNumber: fields[0]),
            representedDevice: CpioDevice(systemNumber: fields[6]), checksum: 0, headerOffset: 0, dataOffset: 0,
            archiveIndex: 0)
        return (record, Int(fields[8]))
    }

    private static func invalid(_ source: borrowing ByteSource, _ offset: UInt64, _ problem: String) -> CpioError {
        CpioError(.invalidHeader, "\(problem); the archive is damaged", file: source.path, offset: offset)
    }

    private static func truncated(_ source: borrowing ByteSource, _ offset: UInt64, _ place: String) -> CpioError {
        CpioError(.truncated, "the archive ends \(place); get it again", file: source.path, offset: offset)
    }
}

/// The layout of the portable format (cpio(5), "Portable ASCII Format").
enum OdcHeader {
    /// Bytes of a header.
    static let size = 76
    /// Digits of the fields after the magic: dev, ino, mode, uid, gid, nlink, rdev, mtime, namesize and
    /// filesize.
    static let widths: InlineArray<10, Int> = [6, 6, 6, 6, 6, 6, 6, 11, 6, 11]
}
