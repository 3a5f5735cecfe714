import CLinux
import Glibc
import SystemPackage
import SystemSupport

/// The names in a directory, in the order of the archive.
///
/// The archive is ordered by the bytes of whole names. What is below a directory `a` begins with `a/`,
/// so it belongs after `a-b` and before `a0`: a directory stands in the list twice, once as itself and
/// once, with a slash, as what is below it.
struct DirectoryListing: Sendable {
    /// One place in the order.
    struct Item: Sendable {
        /// The first eight bytes of the key, for a quick comparison.
        var prefix: UInt64
        /// Where the key begins in ``names``. The key of a descent is the name with a slash.
        var offset: UInt32
        /// Bytes of the name, without slash and NUL.
        var length: UInt16
        /// What the directory says of the kind (`d_type`, readdir(3)); `DT_UNKNOWN` when it does not.
        var type: UInt8
        /// Whether this is what is below a directory.
        var isDescent: Bool
    }

    /// The keys, each with a NUL. Before the key of a descent stands the plain name.
    private(set) var names: [UInt8] = []
    private(set) var items: [Item] = []
    /// The key that all items come after.
    let start: Key?
    /// The key that no item comes after, once there were more names than the limit allows.
    private var end: Key?
    private let limit: Int
    private var isOverfull = false

    /// A place in the order.
    struct Key: Sendable {
        let prefix: UInt64
        /// The key, with a NUL.
        let bytes: [UInt8]
    }

    /// What the names of a directory may take in memory, in bytes: some 150,000 of the usual length.
    static let standardLimit = 6 << 20

    /// Reads a directory.
    ///
    /// - Parameters:
    ///   - descriptor: The directory, at its start.
    ///   - start: Only what comes after this is read; nil reads from the first name on.
    ///   - limit: Bytes that the names may take. Of more names, those that come first are kept, at least one.
    ///   - scratch: Memory for the system's records.
    ///   - resolve: Asked for the type of a name of unknown type.
    /// - Throws: The error of the call.
    init(
        _ descriptor: Int32, after start: Key?, limit: Int, scratch: inout [UInt8],
        resolve: (UnsafePointer<CChar>) -> UInt8
    ) throws(SystemCallError) {
        self.start = start
        self.limit = limit
        while true {
            let count = unsafe scratch.withUnsafeMutableBytes { buffer in
                unsafe buffer.baseAddress.map { unsafe clinux_getdents64(descriptor, $0, buffer.count) } ?? -1
            }
            guard count >= 0 else { throw .last("getdents64") }
            guard count > 0 else { break }
            unsafe scratch.withUnsafeBytes { buffer in
                unsafe add(UnsafeRawBufferPointer(rebasing: buffer[..<count]), resolve)
            }
        }
        guard !isOverfull else { throw SystemCallError(systemCall: "getdents64", errno: .noMemory) }
        sort()
    }

    /// A listing of which nothing is known but what it comes after.
    init(unreadAfter start: Key?) {
        self.start = start
        limit = 0
        end = start
    }

    /// Where the directory is to be read on after the items here; nil when they are the last.
    var rest: Key? { end }

    /// Bytes that the names take.
    var memory: Int { names.count + items.count * MemoryLayout<Item>.stride }

    /// Adds the records of one call (getdents(2): 8 bytes of inode, 8 of offset, 2 of length, 1 of type,
    /// then the name with a NUL).
    private mutating func add(_ records: UnsafeRawBufferPointer, _ resolve: (UnsafePointer<CChar>) -> UInt8) {
        var place = 0
        while place + 19 < records.count, let start = records.baseAddress {
            let length = unsafe Int(records.loadUnaligned(fromByteOffset: place + 16, as: UInt16.self))
            guard length > 19, place + length <= records.count else { return }
            let name = unsafe (start + place + 19).assumingMemoryBound(to: CChar.self)
            let nameLength = unsafe strnlen(name, length - 19)
            var type = unsafe records[place + 18]
            place += length
            if unsafe isDotName(name, nameLength) { continue }
            if type == UInt8(DT_UNKNOWN) { type = unsafe resolve(name) }
            unsafe add(UnsafeRawBufferPointer(start: name, count: nameLength), type)
        }
    }

    private mutating func add(_ name: UnsafeRawBufferPointer, _ type: UInt8) {
        unsafe append(name, isDescent: false, type)
        if type == UInt8(DT_DIR) { unsafe append(name, isDescent: true, type) }
        if memory > limit { keepFirst() }
    }

    private mutating func append(_ name: UnsafeRawBufferPointer, isDescent: Bool, _ type: UInt8) {
        guard let length = UInt16(exactly: name.count) else {
            isOverfull = true
            return
        }
        var prefix: UInt64 = 0
        for index in 0..<8 {
            let byte: UInt8 =
                index < name.count ? unsafe name[index] : index == name.count && isDescent ? UInt8(ascii: "/") : 0
            prefix = (prefix << 8) | UInt64(byte)
        }
        if let start, prefix < start.prefix { return }
        if let end, prefix > end.prefix { return }
        let beginning = names.count
        if isDescent {
            unsafe names.append(contentsOf: name)
            names.append(0)
        }
        let offset = names.count
        unsafe names.append(contentsOf: name)
        if isDescent { names.append(UInt8(ascii: "/")) }
        names.append(0)
        guard isWanted(offset) else {
            names.removeLast(names.count - beginning)
            return
        }
        items.append(
            Item(
                prefix: prefix, offset: UInt32(truncatingIfNeeded: offset), length: length, type: type,
                isDescent: isDescent))
    }

    /// Whether the key at the end of the names is one of those that are kept.
    private func isWanted(_ offset: Int) -> Bool {
        (start.map { compare(offset, $0) > 0 } ?? true) && (end.map { compare(offset, $0) <= 0 } ?? true)
    }

    /// Keys hold no NUL and end in one, so comparing as C strings compares their bytes.
    private func compare(_ offset: Int, _ key: Key) -> Int32 {
        unsafe names.span.bytes.extracting(offset...).withUnsafeBytes { own in
            unsafe key.bytes.withUnsafeBytes { other in
                guard let own = own.baseAddress, let other = other.baseAddress else { return 0 }
                return unsafe strcmp(
                    own.assumingMemoryBound(to: CChar.self), other.assumingMemoryBound(to: CChar.self))
            }
        }
    }

    /// Gives up the last quarter of what is there.
    private mutating func keepFirst() {
        guard items.count > 1 else { return }
        sort()
        items.removeLast(max(1, items.count / 4))
        var kept: [UInt8] = []
        kept.reserveCapacity(names.count)
        for index in items.indices {
            let item = items[index]
            let beginning = plainOffset(item)
            items[index].offset = UInt32(truncatingIfNeeded: kept.count + Int(item.offset) - beginning)
            kept += names[beginning..<Int(item.offset) + keyLength(item) + 1]
        }
        names = kept
        end = items.last.map(key)
    }

    private func keyLength(_ item: Item) -> Int { Int(item.length) + (item.isDescent ? 1 : 0) }

    /// An item's place in the order.
    func key(_ item: Item) -> Key {
        Key(prefix: item.prefix, bytes: Array(names[Int(item.offset)...Int(item.offset) + keyLength(item)]))
    }

    private mutating func sort() {
        let names = names
        unsafe names.withUnsafeBytes { bytes in
            items.sort { first, second in
                if first.prefix != second.prefix { return first.prefix < second.prefix }
                guard let base = bytes.baseAddress else { return false }
                let one = unsafe (base + Int(first.offset)).assumingMemoryBound(to: CChar.self)
                let other = unsafe (base + Int(second.offset)).assumingMemoryBound(to: CChar.self)
                return unsafe strcmp(one, other) < 0
            }
        }
    }

    /// The bytes of an item's name.
    func name(_ item: Item) -> ArraySlice<UInt8> {
        names[plainOffset(item)..<plainOffset(item) + Int(item.length)]
    }

    /// Where the plain name of an item begins, for system calls: the key itself, or what stands before it.
    private func plainOffset(_ item: Item) -> Int {
        item.isDescent ? Int(item.offset) - Int(item.length) - 1 : Int(item.offset)
    }

    /// Gives an item's name to a system call.
    func withName<Result>(_ item: Item, _ body: (UnsafePointer<CChar>) -> Result) -> Result {
        unsafe names.span.extracting(plainOffset(item)...).withUnsafeBufferPointer { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { name in
                // The span is never empty: each key ends in a NUL.
                guard let name = name.baseAddress else { return unsafe body("") }
                return unsafe body(name)
            }
        }
    }
}

private func isDotName(_ name: UnsafePointer<CChar>, _ length: Int) -> Bool {
    guard length <= 2, unsafe name[0] == CChar(UInt8(ascii: ".")) else { return false }
    return unsafe length == 1 || name[1] == CChar(UInt8(ascii: "."))
}

extension WriteBuffer {
    /// Adds an entry's name.
    func append(_ item: DirectoryListing.Item, of listing: DirectoryListing) {
        let start = Int(item.offset)
        append(listing.names.span.extracting(start..<start + Int(item.length)))
    }
}
