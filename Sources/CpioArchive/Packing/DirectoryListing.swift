import Glibc

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

    /// Bytes that the names take.
    var memory: Int { names.count + items.count * MemoryLayout<Item>.stride }

    /// Adds a place at the end; ``sort()`` puts it where it belongs.
    ///
    /// - Parameters:
    ///   - name: The name, 65,535 bytes at most, and its NUL.
    ///   - isDescent: Whether the place is what is below a directory.
    ///   - type: The kind (`d_type`).
    mutating func append(_ name: UnsafeRawBufferPointer, isDescent: Bool, type: UInt8) {
        if isDescent {
            unsafe names.append(contentsOf: name)
        }
        let offset = names.count
        unsafe names.append(contentsOf: name)
        if isDescent {
            names[names.count - 1] = UInt8(ascii: "/")
            names.append(0)
        }
        items.append(
            Item(
                prefix: unsafe keyPrefix(name, isDescent: isDescent), offset: UInt32(offset),
                length: UInt16(name.count - 1), type: type, isDescent: isDescent))
    }

    /// Forgets everything, and keeps the memory for other names.
    mutating func removeAll() {
        names.removeAll(keepingCapacity: true)
        items.removeAll(keepingCapacity: true)
    }

    /// Puts the places in order.
    mutating func sort() {
        let names = names
        unsafe names.withUnsafeBytes { bytes in
            items.sort { first, second in
                if first.prefix != second.prefix { return first.prefix < second.prefix }
                guard let base = bytes.baseAddress else { return false }
                let one = unsafe (base + Int(first.offset)).assumingMemoryBound(to: CChar.self)
                let other = unsafe (base + Int(second.offset)).assumingMemoryBound(to: CChar.self)
                // Keys hold no NUL and end in one, so comparing as C strings compares their bytes.
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

/// The first eight bytes of a key, the first one highest.
///
/// - Parameters:
///   - name: The name and its NUL.
///   - isDescent: Whether it is the key of a descent.
/// - Returns: The bytes as a number, with zeros after a short key.
func keyPrefix(_ name: UnsafeRawBufferPointer, isDescent: Bool) -> UInt64 {
    let length = name.count - 1
    if length >= 8 { return unsafe UInt64(bigEndian: name.loadUnaligned(as: UInt64.self)) }
    var prefix: UInt64 = 0
    for index in 0..<8 {
        let byte: UInt8 =
            index < length ? unsafe name[index] : index == length && isDescent ? UInt8(ascii: "/") : 0
        prefix = (prefix << 8) | UInt64(byte)
    }
    return prefix
}

extension WriteBuffer {
    /// Adds an entry's name.
    func append(_ item: DirectoryListing.Item, of listing: DirectoryListing) {
        let start = Int(item.offset)
        append(listing.names.span.extracting(start..<start + Int(item.length)))
    }
}
