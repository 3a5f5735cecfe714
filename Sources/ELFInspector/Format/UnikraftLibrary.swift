/// What a Unikraft kernel says of one of its libraries, in its section `.uk_libinfo`.
///
/// The section is a sequence of libraries: length (32 bits) and version (16 bits), then records of type (16 bits),
/// length with these six bytes (32 bits) and content. Texts end with NUL (Unikraft, `include/uk/libinfo.h`).
public struct UnikraftLibrary: Sendable, Hashable {
    /// What a record says: its type.
    public struct Field: RawRepresentable, Sendable, Hashable {
        /// The number in the file.
        public let rawValue: UInt16

        /// Takes any number; unknown ones are kept.
        ///
        /// - Parameter rawValue: The type of the record.
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// The library's name; the core has none.
        public static let name = Field(rawValue: 1)
        /// A comment.
        public static let comment = Field(rawValue: 2)
        /// The library's version.
        public static let version = Field(rawValue: 3)
        /// Its licence.
        public static let license = Field(rawValue: 4)
        /// What git says of its sources.
        public static let gitDescription = Field(rawValue: 5)
        /// Unikraft's version.
        public static let unikraftVersion = Field(rawValue: 6)
        /// Unikraft's version with more detail.
        public static let fullVersion = Field(rawValue: 7)
        /// The name of Unikraft's release.
        public static let codeName = Field(rawValue: 8)
        /// The configuration as text.
        public static let configuration = Field(rawValue: 9)
        /// The configuration, compressed by gzip.
        public static let compressedConfiguration = Field(rawValue: 10)
        /// The compiler.
        public static let compiler = Field(rawValue: 11)
        /// When it was compiled.
        public static let compileDate = Field(rawValue: 12)
        /// Who compiled it.
        public static let compiledBy = Field(rawValue: 13)
        /// For whom it was compiled.
        public static let compiledByAssociation = Field(rawValue: 14)
        /// How it was compiled, see ``UnikraftLibrary/Flags``.
        public static let flags = Field(rawValue: 15)
    }

    /// How a library was compiled.
    public struct Flags: OptionSet, Sendable, Hashable {
        /// The bits in the file.
        public let rawValue: UInt32

        /// Takes any bits; unknown ones are kept.
        ///
        /// - Parameter rawValue: The bits.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// It is position-independent.
        public static let positionIndependent = Flags(rawValue: 1)
        /// What is not used was left out.
        public static let deadCodeElimination = Flags(rawValue: 2)
        /// It was optimised when it was linked.
        public static let linkTimeOptimization = Flags(rawValue: 4)
    }

    /// A record.
    public struct Record: Sendable, Hashable {
        /// What it says.
        public var field: Field
        /// How it says it.
        public var content: [UInt8]
    }

    /// All records, unknown ones too, in the order of the file.
    public var records: [Record]
    /// How it was compiled; nil when the file does not say.
    public var flags: Flags?

    /// The library's name; nil for Unikraft's core.
    public var name: String? { text(.name) }

    /// The text of a record; nil when there is none or when it is empty.
    ///
    /// - Parameter field: A field whose content is text.
    /// - Returns: The text up to its NUL.
    public func text(_ field: Field) -> String? {
        guard let record = records.first(where: { $0.field == field }) else { return nil }
        let text = String(decoding: record.content.prefix { $0 != 0 }, as: UTF8.self)
        return text.isEmpty ? nil : text
    }
}

extension UnikraftLibrary {
    /// Reads the section; libraries of an unknown version are passed over.
    static func parse(_ bytes: [UInt8], _ fields: FieldReader, at base: UInt64) throws(ELFError) -> [UnikraftLibrary] {
        var result: [UnikraftLibrary] = []
        var start = 0
        while start < bytes.count {
            let span = unsafe bytes.span.bytes
            guard let length = fields.word(span, start), let version = fields.half(span, start + 4), length >= 6,
                Int(length) <= bytes.count - start
            else {
                throw ELFError(
                    .invalidTable, "A library of .uk_libinfo has a wrong length.", offset: base + UInt64(start))
            }
            let end = start + Int(length)
            if version == 1 {
                var library = UnikraftLibrary(records: [])
                var place = start + 6
                while place < end {
                    guard let type = fields.half(span, place), let size = fields.word(span, place + 2), size >= 6,
                        Int(size) <= end - place
                    else {
                        throw ELFError(
                            .invalidTable, "A record of .uk_libinfo has a wrong length.", offset: base + UInt64(place))
                    }
                    let field = Field(rawValue: type)
                    let content = span.copy(place + 6..<place + Int(size))
                    if field == .flags { library.flags = fields.word(span, place + 6).map(Flags.init) }
                    library.records.append(Record(field: field, content: content))
                    place += Int(size)
                }
                result.append(library)
            }
            start = end
        }
        return result
    }
}
