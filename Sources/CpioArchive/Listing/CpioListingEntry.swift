/// An entry of an archive as data, for JSON and the like.
public struct CpioListingEntry: Encodable, Sendable, Hashable {
    /// The name as it is stored; bytes that are not UTF-8 are replaced.
    public var name: String
    /// The kind: `regular`, `directory`, `symlink`, `characterDevice`, `blockDevice`, `fifo`, `socket` or `unknown`.
    public var kind: String
    /// The lower twelve bits of the mode, four octal digits: `0755`.
    public var mode: String
    /// The number of the owning user.
    public var owner: UInt32
    /// The number of the owning group.
    public var group: UInt32
    /// Bytes of data.
    public var size: UInt64
    /// Seconds since 1970.
    public var mtime: UInt64
    /// Which of the archives that follow each other holds it, from 0 on.
    public var archive: Int
    /// Where a symbolic link leads; nil for other kinds.
    public var target: String?

    /// Takes what is shown of an entry.
    ///
    /// - Parameters:
    ///   - record: The entry.
    ///   - target: For a symlink, its data.
    public init(_ record: CpioRecord, target: [UInt8]? = nil) {
        let digits = String(record.permissions, radix: 8)
        name = record.name
        kind = record.kind.map { "\($0)" } ?? "unknown"
        mode = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        owner = record.owner
        group = record.group
        size = record.size
        mtime = record.modificationTime
        archive = record.archiveIndex
        self.target = record.kind == .symlink ? target.map { String(decoding: $0, as: UTF8.self) } : nil
    }
}
