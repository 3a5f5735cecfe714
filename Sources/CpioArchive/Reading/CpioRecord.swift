package import SystemPackage

/// One entry as an archive holds it.
public struct CpioRecord: Sendable, Hashable {
    /// The format of its header.
    public var format: CpioFormat
    /// The name as it is stored, without the NUL that ends it.
    public var storedName: [UInt8]
    /// Type bits and permissions.
    public var mode: UInt32
    /// The inode number that the archive gives.
    public var inode: UInt32
    /// The number of the owning user.
    public var owner: UInt32
    /// The number of the owning group.
    public var group: UInt32
    /// How many names the file has, by the archive.
    public var linkCount: UInt32
    /// Seconds since 1970: 32 bits, and 33 in odc.
    public var modificationTime: UInt64
    /// Bytes of data.
    public var size: UInt64
    /// The device that the file was on.
    public var device: CpioDevice
    /// The device that a device entry stands for.
    public var representedDevice: CpioDevice
    /// In the crc format, the sum of the data bytes; else 0.
    public var checksum: UInt32
    /// Where the header begins, in bytes from the start of the (inflated) input.
    public var headerOffset: UInt64
    /// Where the data begins.
    public var dataOffset: UInt64
    /// Which of several archives in a row it belongs to, from 0 on.
    public var archiveIndex: Int

    /// What the entry stands for; nil when the type bits name nothing that is known.
    public var kind: CpioKind? { CpioKind(mode: mode) }
    /// The lower twelve bits of the mode.
    public var permissions: UInt32 { mode & 0o7777 }
    /// The name as text; bytes that are not UTF-8 are replaced.
    public var name: String { String(decoding: storedName, as: UTF8.self) }

    /// What the entry stands for.
    ///
    /// - Parameter file: The archive, for the error.
    /// - Returns: The kind.
    /// - Throws: ``CpioError`` when the type bits name nothing that is known.
    package func knownKind(in file: FilePath?) throws(CpioError) -> CpioKind {
        guard let kind else {
            throw CpioError(
                .invalidHeader, "its mode, 0o\(String(mode, radix: 8)), names no kind of file", path: storedName,
                file: file, offset: headerOffset)
        }
        return kind
    }

    /// The name without `./` or `/` before it and without slashes after it; empty for the root.
    ///
    /// - Throws: ``CpioError`` when the name has a part `..` or a part over 255 bytes.
    public func canonicalPath() throws(CpioError) -> [UInt8] {
        do { return try CpioArchive.canonicalPath(storedName) } catch {
            var error = error
            error.offset = headerOffset
            throw error
        }
    }

    /// Whether the record ends an archive.
    var isTrailer: Bool { storedName == NewcHeader.trailerName }

    /// Where the data ends, with what fills it up to a multiple of four in the newc formats.
    var end: UInt64 { dataOffset + size + padding }

    /// Bytes that fill up the data.
    var padding: UInt64 { format == .odc ? 0 : NewcHeader.padding(size) }
}

extension CpioRecord {
    /// Compares a sum of all data with the one in the header (crc format).
    func check(sum: UInt32, file: FilePath? = nil) throws(CpioError) {
        // GNU cpio writes no sums for symlinks.
        guard format == .crc, kind == .regular, sum != checksum else { return }
        throw CpioError(
            .checksumMismatch, "the sum of its data is \(sum), and its header says \(checksum); get the archive again",
            path: storedName, file: file, offset: dataOffset)
    }
}
