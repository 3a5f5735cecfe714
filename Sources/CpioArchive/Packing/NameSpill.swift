import Glibc
import SystemPackage
import SystemSupport

/// Keeps names of directories that have too many for memory, in a file without a name.
///
/// The file is a stack: what a directory stored is given up when the walk leaves it.
final class NameSpill {
    /// A part of the file: names in order, each as its type, a byte that is 1 for a descent, its length as two bytes,
    /// the lower one first, its bytes and a NUL.
    struct Run {
        /// Where it begins, in bytes from the start of the file.
        var offset: UInt64
        let end: UInt64
    }

    /// Bytes before each name.
    static let headerSize = 4
    private static let blockSize = 64 << 10

    private var file: OwnedDescriptor?
    /// Where the next run will begin.
    var end: UInt64 = 0

    /// Stores names.
    ///
    /// - Parameter listing: The names, in order.
    /// - Returns: Where they are.
    /// - Throws: ``CpioError`` or `Errno` when there is no place for them; nothing is changed then.
    func store(_ listing: DirectoryListing) throws -> Run {
        if file == nil { file = try temporaryFile(for: "names of a directory") }
        guard let descriptor = file?.descriptor else { throw Errno.badFileDescriptor }
        var block: [UInt8] = []
        block.reserveCapacity(NameSpill.blockSize)
        var place = end
        for (index, item) in listing.items.enumerated() {
            NameSpill.append(item, of: listing, to: &block)
            guard block.count > NameSpill.blockSize - 1024 || index == listing.items.count - 1 else { continue }
            try descriptor.writeAll(toAbsoluteOffset: Int64(place), block)
            place += UInt64(block.count)
            block.removeAll(keepingCapacity: true)
        }
        defer { end = place }
        return Run(offset: end, end: place)
    }

    /// All names of a listing as a run has them.
    static func encode(_ listing: DirectoryListing) -> [UInt8] {
        var result: [UInt8] = []
        for item in listing.items { append(item, of: listing, to: &result) }
        return result
    }

    private static func append(_ item: DirectoryListing.Item, of listing: DirectoryListing, to bytes: inout [UInt8]) {
        bytes += [item.type, item.isDescent ? 1 : 0, UInt8(truncatingIfNeeded: item.length), UInt8(item.length >> 8)]
        bytes += listing.name(item)
        bytes.append(0)
    }

    /// Reads on in a run.
    ///
    /// - Parameters:
    ///   - run: The run; its offset is moved.
    ///   - count: Bytes wanted; there are fewer at the end.
    ///   - bytes: Where to add them.
    /// - Throws: ``SystemCallError``.
    func read(_ run: inout Run, _ count: Int, to bytes: inout [UInt8]) throws(SystemCallError) {
        let wanted = Int(min(UInt64(count), run.end - run.offset))
        let found = try file?.read(at: run.offset, limit: wanted, path: "names of a directory") ?? []
        guard found.count == wanted else { throw SystemCallError(systemCall: "pread", errno: .ioError) }
        bytes += found
        run.offset += UInt64(wanted)
    }
}
