/// The loader's list of libraries, `/etc/ld.so.cache`, as ldconfig(8) writes it.
///
/// Both formats are read: the old one (`ld.so-1.7.0`), the new one (`glibc-ld.so.cache1.1`), and the file that holds
/// the old one with the new one behind it. The layout is in glibc's `sysdeps/generic/dl-cache.h`.
public struct LoaderCache: Sendable {
    /// A library in the cache.
    public struct Entry: Sendable, Hashable {
        /// The name that programs need it by.
        public var name: String
        /// Where it is.
        public var path: String
        /// The kind of library: 3 in the low byte for glibc, the architecture in the next byte.
        public var flags: UInt32
        /// The processor that it is for; 0 for any.
        public var hardwareCapabilities: UInt64
    }

    /// The order of bytes in the file.
    public let byteOrder: ELFByteOrder
    /// How many libraries there are.
    public let count: Int

    let bytes: [UInt8]
    let fields: FieldReader
    /// Where the entries are, and how long one is: 12 bytes in the old format, 24 in the new one.
    let entries: Int
    let entrySize: Int
    /// What offsets of strings count from.
    let stringBase: Int
    /// Where the offsets of the names of glibc-hwcaps directories are, and how many; empty in older caches.
    var capabilityNames: Range<Int> = 0..<0

    static let oldMagic = Array("ld.so-1.7.0".utf8)
    static let newMagic = Array("glibc-ld.so.cache1.1".utf8)
    static let oldHeaderSize = 16
    static let newHeaderSize = 48

    /// Reads a cache.
    ///
    /// - Parameters:
    ///   - bytes: The content of the file.
    ///   - byteOrder: The order to take where the file does not say.
    /// - Throws: ``ELFError`` with the byte offset when it is damaged.
    public init(parsing bytes: [UInt8], byteOrder: ELFByteOrder = .littleEndian) throws(ELFError) {
        var base = 0
        if bytes.starts(with: Self.oldMagic) {
            let fields = FieldReader(elfClass: .bits32, byteOrder: byteOrder)
            guard let count = unsafe fields.word(bytes.span.bytes, 12) else { throw Self.truncated(bytes.count) }
            guard Int(count) <= (bytes.count - Self.oldHeaderSize) / 12 else {
                throw ELFError(.invalidCache, "The cache ends before its \(count) entries do.", offset: 12)
            }
            let end = Self.oldHeaderSize + Int(count) * 12
            base = (end + 7) / 8 * 8
            guard base <= bytes.count, bytes[base...].starts(with: Self.newMagic) else {
                self.bytes = bytes
                self.fields = fields
                self.byteOrder = byteOrder
                self.count = Int(count)
                entries = Self.oldHeaderSize
                entrySize = 12
                stringBase = end
                return
            }
        } else if !bytes.starts(with: Self.newMagic) {
            throw ELFError(.invalidCache, "The file is no loader cache: its magic bytes are others.", offset: 0)
        }
        guard bytes.count - base >= Self.newHeaderSize else { throw Self.truncated(bytes.count) }
        // cache_file_new.flags: 0 unset, 2 little endian, 3 big endian.
        switch bytes[base + 28] & 3 {
        case 0: self.byteOrder = byteOrder
        case 2: self.byteOrder = .littleEndian
        case 3: self.byteOrder = .bigEndian
        default: throw ELFError(.invalidCache, "The cache's byte order is marked invalid.", offset: UInt64(base + 28))
        }
        fields = FieldReader(elfClass: .bits32, byteOrder: self.byteOrder)
        guard let count = unsafe fields.word(bytes.span.bytes, base + 20) else { throw Self.truncated(bytes.count) }
        guard Int(count) <= (bytes.count - base - Self.newHeaderSize) / 24 else {
            throw ELFError(.invalidCache, "The cache ends before its \(count) entries do.", offset: UInt64(base + 20))
        }
        self.bytes = bytes
        self.count = Int(count)
        entries = base + Self.newHeaderSize
        entrySize = 24
        stringBase = base
        capabilityNames = findCapabilityNames()
    }

    private static func truncated(_ size: Int) -> ELFError {
        ELFError(.invalidCache, "The cache ends inside its header. Run ldconfig in its root.", offset: UInt64(size))
    }

    /// The entry with a number.
    ///
    /// - Parameter index: Its number in the order of the file, from 0.
    /// - Returns: The entry; nil when there is none, or when its name or path lies outside the file.
    public func entry(_ index: Int) -> Entry? {
        guard let raw = rawEntry(index), let name = string(raw.name), let path = string(raw.path) else { return nil }
        return Entry(
            name: String(decoding: bytes[name], as: UTF8.self), path: String(decoding: bytes[path], as: UTF8.self),
            flags: raw.flags, hardwareCapabilities: raw.capabilities)
    }

    /// Finds a library as the loader of glibc 2.37 or newer does.
    ///
    /// - Parameters:
    ///   - name: The name that is needed.
    ///   - machine: The architecture of the program, of 64 bits where it has both.
    ///   - capabilities: The glibc-hwcaps directories that the processor can use, best first.
    /// - Returns: Where the library is; nil when the cache has none of the name.
    public func path(of name: String, machine: ELFMachine, capabilities: [String] = []) -> String? {
        let file = ObjectSummary(
            elfClass: machine.usualClass, byteOrder: byteOrder, machine: machine, type: .dynamic, flags: 0x400,
            flags1: 0)
        let selection = FixedSelection(flags: LoaderArchitecture(file).cacheFlags, capabilities: capabilities)
        return lookup(Array(name.utf8)[...], selection).map { String(decoding: bytes[$0], as: UTF8.self) }
    }
}

/// A choice between entries that is known beforehand.
private struct FixedSelection: CacheSelection {
    var flags: UInt32?
    var capabilities: [String]
    var legacyCapabilities: UInt64 { 0 }
}
