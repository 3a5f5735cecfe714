import CLinux
import Glibc
import SystemPackage
import SystemSupport

/// Reads the names of a directory, and stores them outside of memory where there are too many.
struct DirectoryReading: ~Copyable {
    private var listing = DirectoryListing()
    /// Sorted parts that were stored.
    private var runs: [NameSpill.Run] = []
    private let spill: NameSpill
    /// Bytes that the names may take in memory.
    private var limit: Int
    private var isOverfull = false

    /// Reads a directory.
    ///
    /// - Parameters:
    ///   - descriptor: The directory, not read before.
    ///   - limit: Bytes that the names may take in memory.
    ///   - spill: Where to store what is over that.
    ///   - scratch: Memory for the system's records.
    ///   - resolve: Asked for the type of a name of unknown type.
    /// - Returns: The first names, in order, and how to get at the others.
    /// - Throws: The error of the call.
    static func read(
        _ descriptor: Int32, limit: Int, spill: NameSpill, scratch: inout [UInt8],
        resolve: (UnsafePointer<CChar>) -> UInt8
    ) throws(SystemCallError) -> (DirectoryListing, NameMerge?) {
        var reading = DirectoryReading(spill, limit)
        while true {
            let count = unsafe scratch.withUnsafeMutableBytes { buffer in
                unsafe buffer.baseAddress.map { unsafe clinux_getdents64(descriptor, $0, buffer.count) } ?? -1
            }
            guard count >= 0 else { throw .last("getdents64") }
            guard count > 0 else { break }
            unsafe scratch.withUnsafeBytes { buffer in
                unsafe reading.add(UnsafeRawBufferPointer(rebasing: buffer[..<count]), resolve)
            }
        }
        return try reading.finish()
    }

    private init(_ spill: NameSpill, _ limit: Int) {
        self.spill = spill
        self.limit = limit
    }

    /// Adds the records of one call (getdents(2): 8 bytes of inode, 8 of offset, 2 of length, 1 of type,
    /// then the name with a NUL).
    private mutating func add(_ records: UnsafeRawBufferPointer, _ resolve: (UnsafePointer<CChar>) -> UInt8) {
        var place = 0
        while !isOverfull, place + 19 < records.count, let start = records.baseAddress {
            let length = unsafe Int(records.loadUnaligned(fromByteOffset: place + 16, as: UInt16.self))
            guard length > 19, place + length <= records.count else { return }
            let name = unsafe (start + place + 19).assumingMemoryBound(to: CChar.self)
            let nameLength = unsafe strnlen(name, length - 19)
            var type = unsafe records[place + 18]
            place += length
            if unsafe isDotName(name, nameLength) { continue }
            if type == UInt8(DT_UNKNOWN) { type = unsafe resolve(name) }
            let bytes = unsafe UnsafeRawBufferPointer(start: name, count: nameLength + 1)
            unsafe listing.append(bytes, isDescent: false, type: type)
            if type == UInt8(DT_DIR) { unsafe listing.append(bytes, isDescent: true, type: type) }
            if listing.memory > limit { store() }
            // Places of names have 32 bits.
            if listing.names.count > Int(UInt32.max) - (1 << 18) { isOverfull = true }
        }
    }

    /// Moves the names out of memory. Where that cannot be done, they stay.
    private mutating func store() {
        listing.sort()
        guard let run = try? spill.store(listing) else {
            limit = .max
            return
        }
        runs.append(run)
        listing.removeAll()
    }

    private consuming func finish() throws(SystemCallError) -> (DirectoryListing, NameMerge?) {
        guard !isOverfull else { throw SystemCallError(systemCall: "getdents64", errno: .noMemory) }
        listing.sort()
        guard !runs.isEmpty else { return (listing, nil) }
        var merge = try NameMerge(runs, listing, spill)
        listing = DirectoryListing()
        return (try merge.next() ?? DirectoryListing(), merge)
    }
}

private func isDotName(_ name: UnsafePointer<CChar>, _ length: Int) -> Bool {
    guard length <= 2, unsafe name[0] == CChar(UInt8(ascii: ".")) else { return false }
    return unsafe length == 1 || name[1] == CChar(UInt8(ascii: "."))
}
