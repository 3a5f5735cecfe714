/// An ELF file: a program, a library, an object or a kernel, of 32 or 64 bits and either byte order.
///
/// The header, the program headers and the dynamic section are read at once, a few pages. Sections, symbols, versions
/// and notes are read when they are asked for.
public struct ELFFile: Sendable {
    /// The header.
    public let header: ELFHeader
    /// The program headers, in the order of the file.
    public let segments: [ELFSegment]
    /// The entries of the dynamic section up to its end mark; empty when there is none.
    public let dynamicEntries: [ELFDynamicEntry]
    /// The loader that the program asks for, `PT_INTERP`.
    public let interpreter: String?
    /// The libraries that it needs, `DT_NEEDED`, in their order.
    public let needed: [String]
    /// The libraries that it filters (`DT_FILTER`) or that stand in for it (`DT_AUXILIARY`), in their order.
    public let filtees: [String]
    /// The name that others need this library by, `DT_SONAME`.
    public let soname: String?
    /// Where to look for libraries, `DT_RPATH`: directories with `:` between them.
    public let rpath: String?
    /// Where to look for libraries, `DT_RUNPATH`: directories with `:` between them.
    public let runpath: String?
    /// The bits of `DT_FLAGS_1`.
    public let flags1: UInt64

    let source: any RandomAccessBytes
    let stringsOffset: UInt64?

    /// The width of addresses.
    public var elfClass: ELFClass { header.elfClass }
    /// The order of bytes.
    public var byteOrder: ELFByteOrder { header.byteOrder }
    /// The architecture.
    public var machine: ELFMachine { header.machine }
    /// What the file is.
    public var type: ELFObjectType { header.type }
    /// Whether a loader may put it anywhere in memory: `ET_DYN`.
    public var isPositionIndependent: Bool { type == .dynamic }
    /// Whether it is a position-independent program rather than a library: `DF_1_PIE`.
    public var isPIE: Bool {
        isPositionIndependent && flags1 & ELFDynamicEntry.positionIndependentProgram != 0
    }
    /// Whether it is a position-independent program that needs no loader.
    public var isStaticPIE: Bool { isPIE && interpreter == nil }
    /// Whether a loader must add libraries: it has a dynamic section with an interpreter or with needs.
    public var isDynamicallyLinked: Bool { interpreter != nil || !needed.isEmpty }

    /// Reads a file from anywhere.
    ///
    /// - Parameter source: The bytes of the file.
    /// - Throws: ``ELFError`` with the byte offset.
    public init(_ source: any RandomAccessBytes) throws(ELFError) {
        var head = ByteWindow(pageSize: 4096)
        var body = ByteWindow(pageSize: 4096)
        var needs: [LoaderView.Need] = []
        let view = try LoaderView(source, head: &head, body: &body, needs: &needs)
        header = view.header
        stringsOffset = view.strings
        flags1 = view.flags1
        self.source = source

        let table = try SegmentTable(source, header, &head)
        var segments: [ELFSegment] = []
        for index in 0..<table.count { segments.append(try table.segment(index, source, &head)) }
        self.segments = segments
        dynamicEntries = try Self.entries(view, source, &body)
        interpreter = try view.interpreterName(source, &head)

        func string(_ value: UInt64?) throws(ELFError) -> String? {
            guard let value else { return nil }
            let range = try head.requireString(at: view.stringOffset(value), of: source, "name")
            return String(decoding: head.bytes.copy(range), as: UTF8.self)
        }
        soname = try string(view.soname)
        rpath = try string(view.rpath)
        runpath = try string(view.runpath)
        var needed: [String] = []
        var filtees: [String] = []
        for need in needs {
            guard let name = try string(need.nameOffset) else { continue }
            if need.tag == .needed { needed.append(name) } else { filtees.append(name) }
        }
        self.needed = needed
        self.filtees = filtees
    }

    private static func entries(
        _ view: LoaderView, _ source: any RandomAccessBytes, _ body: inout ByteWindow
    ) throws(ELFError) -> [ELFDynamicEntry] {
        guard let (offset, size) = view.dynamic else { return [] }
        let fields = view.header.fields
        let entrySize = fields.addressSize * 2
        var entries: [ELFDynamicEntry] = []
        var position: UInt64 = 0
        while size - position >= UInt64(entrySize) {
            let index = try body.require(entrySize, at: offset + position, of: source, "dynamic section")
            guard let entry = ELFDynamicEntry(body.bytes, at: index, fields), entry.tag != .end else { break }
            entries.append(entry)
            position += UInt64(entrySize)
        }
        return entries
    }
}
