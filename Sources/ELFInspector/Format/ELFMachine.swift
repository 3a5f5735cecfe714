public import UnikraftCore

/// The architecture that an ELF file is for: `e_machine` (System V gABI, "ELF Header").
public struct ELFMachine: RawRepresentable, Sendable, Hashable {
    /// The number in the file.
    public let rawValue: UInt16

    /// Takes any number; unknown ones are kept.
    ///
    /// - Parameter rawValue: The value of `e_machine`.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// 32-bit x86, `EM_386`.
    public static let i386 = ELFMachine(rawValue: 3)
    /// MIPS, `EM_MIPS`.
    public static let mips = ELFMachine(rawValue: 8)
    /// 32-bit PowerPC, `EM_PPC`.
    public static let powerPC = ELFMachine(rawValue: 20)
    /// 64-bit PowerPC, `EM_PPC64`.
    public static let powerPC64 = ELFMachine(rawValue: 21)
    /// IBM z/Architecture, `EM_S390`.
    public static let s390 = ELFMachine(rawValue: 22)
    /// 32-bit Arm, `EM_ARM`.
    public static let arm = ELFMachine(rawValue: 40)
    /// 64-bit SPARC, `EM_SPARCV9`.
    public static let sparc64 = ELFMachine(rawValue: 43)
    // swift-format-ignore: AlwaysUseLowerCamelCase
    /// 64-bit x86 (and x32, which is of the 32-bit class), `EM_X86_64`.
    public static let x86_64 = ELFMachine(rawValue: 62)
    /// 64-bit Arm, `EM_AARCH64`.
    public static let aarch64 = ELFMachine(rawValue: 183)
    /// RISC-V, `EM_RISCV`.
    public static let riscv = ELFMachine(rawValue: 243)
    /// LoongArch, `EM_LOONGARCH`.
    public static let loongArch = ELFMachine(rawValue: 258)

    /// The width of addresses that Unikraft's guests of this architecture have.
    var usualClass: ELFClass {
        switch self {
        case .i386, .arm, .mips, .powerPC: .bits32
        default: .bits64
        }
    }

    /// The machine this program was built for; nil when it is none of the above.
    public static var host: ELFMachine? {
        #if arch(x86_64)
            .x86_64
        #elseif arch(arm64)
            .aarch64
        #elseif arch(arm)
            .arm
        #elseif arch(i386)
            .i386
        #else
            nil
        #endif
    }
}

extension ELFMachine: CustomStringConvertible {
    /// The usual name, or the number.
    public var description: String {
        switch self {
        case .i386: "i386"
        case .mips: "mips"
        case .powerPC: "powerpc"
        case .powerPC64: "powerpc64"
        case .s390: "s390"
        case .arm: "arm"
        case .sparc64: "sparc64"
        case .x86_64: "x86_64"
        case .aarch64: "aarch64"
        case .riscv: "riscv"
        case .loongArch: "loongarch"
        default: "machine \(rawValue)"
        }
    }
}

extension ELFMachine {
    /// The machine of programs for an architecture that Unikraft runs on.
    ///
    /// - Parameter architecture: The architecture.
    public init(_ architecture: Architecture) {
        switch architecture {
        case .x86_64: self = .x86_64
        case .arm64: self = .aarch64
        case .arm: self = .arm
        }
    }
}
