/// A symbol: a function or a variable with a name (System V gABI, "Symbol Table").
public struct ELFSymbol: Sendable, Hashable {
    /// How far a symbol is seen: the upper half of `st_info`.
    public enum Binding: UInt8, Sendable, Hashable {
        /// Only in its object.
        case local = 0
        /// Everywhere.
        case global = 1
        /// Everywhere, and may be missing.
        case weak = 2
        /// Everywhere, once in a process.
        case unique = 10
    }

    /// The name; empty when it has none.
    public var name: String
    /// Where it is in memory, or its offset in its section, `st_value`.
    public var value: UInt64
    /// How long it is, in bytes, `st_size`.
    public var size: UInt64
    /// How far it is seen; nil when the number is not known.
    public var binding: Binding?
    /// What it is: 1 data, 2 a function, 3 a section, 4 a file, 6 thread-local, 10 an indirect function; the lower
    /// half of `st_info`.
    public var type: UInt8
    /// The section that it is in; 0 when another file defines it, `st_shndx`.
    public var section: UInt16

    /// Whether another file must define it.
    public var isUndefined: Bool { section == 0 }

    /// Reads an entry and the offset of its name; nil when the bytes end before it does.
    static func read(
        _ bytes: borrowing RawSpan, at start: Int, _ fields: FieldReader
    ) -> (symbol: ELFSymbol, name: UInt32)? {
        let wide = fields.is64
        guard let name = fields.word(bytes, start), let info = bytes.byte(start + (wide ? 4 : 12)),
            let section = fields.half(bytes, start + (wide ? 6 : 14)),
            let value = fields.address(bytes, start + (wide ? 8 : 4)),
            let size = fields.address(bytes, start + (wide ? 16 : 8))
        else { return nil }
        let symbol = ELFSymbol(
            name: "", value: value, size: size, binding: Binding(rawValue: info >> 4), type: info & 15,
            section: section)
        return (symbol, name)
    }

    /// The size of an entry, in bytes.
    static func entrySize(_ fields: FieldReader) -> Int { fields.is64 ? 24 : 16 }
}
