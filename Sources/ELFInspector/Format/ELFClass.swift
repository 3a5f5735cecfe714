/// The width of addresses in an ELF file: `e_ident[EI_CLASS]` (System V gABI, "ELF Identification").
public enum ELFClass: UInt8, Sendable, Hashable {
    /// 32-bit objects, `ELFCLASS32`.
    case bits32 = 1
    /// 64-bit objects, `ELFCLASS64`.
    case bits64 = 2

    /// How many bits an address has.
    public var bitCount: Int { self == .bits64 ? 64 : 32 }

    /// The class of this program.
    static var host: ELFClass {
        #if _pointerBitWidth(_64)
            .bits64
        #else
            .bits32
        #endif
    }
}

/// The order of bytes in an ELF file: `e_ident[EI_DATA]` (System V gABI, "ELF Identification").
public enum ELFByteOrder: UInt8, Sendable, Hashable {
    /// Least significant byte first, `ELFDATA2LSB`.
    case littleEndian = 1
    /// Most significant byte first, `ELFDATA2MSB`.
    case bigEndian = 2
}
