import Glibc
public import SystemPackage
import SystemSupport
public import UnikraftCore

/// What a kernel file is, read from its first bytes.
public struct KernelImage: Sendable, Hashable {
    /// The form of a kernel file.
    public enum Format: Sendable, Hashable {
        /// A 32-bit ELF with a Multiboot header (Multiboot Specification 0.6.96, section 3.1): Unikraft on x86_64.
        case multiboot
        /// An ELF for arm64: Unikraft on arm64.
        case elf
        /// A Linux bzImage (Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header").
        case linuxBzImage
        /// A 64-bit ELF that QEMU enters by its PVH note (Xen, docs/misc/pvh.pandoc): an unpacked Linux kernel.
        case pvh
        /// An arm64 image with Linux's header (Documentation/arch/arm64/booting.rst).
        case arm64Image

        /// Whether it is a Linux kernel, which boots the development guest.
        public var isLinux: Bool { self == .linuxBzImage || self == .pvh }
    }

    /// The form.
    public var format: Format
    /// The architecture it runs on.
    public var architecture: Architecture
    /// The file's size.
    public var size: ByteCount

    /// Describes a kernel without reading it.
    ///
    /// - Parameters:
    ///   - format: The form.
    ///   - architecture: The architecture it runs on.
    ///   - size: The file's size.
    public init(format: Format, architecture: Architecture, size: ByteCount) {
        self.format = format
        self.architecture = architecture
        self.size = size
    }

    /// Reads what is needed of a kernel file.
    ///
    /// - Parameter path: The file.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/kernel`` when it cannot be read or booted.
    public init(path: FilePath) throws(LaunchError) {
        let bytes: [UInt8]
        var notes: [UInt8] = []
        let status: FileStatus
        do {
            status = try FileStatus(of: path, followSymlink: true)
            guard status.kind == .regular else {
                throw SystemCallError(
                    systemCall: "open", errno: status.kind == .directory ? .isDirectory : .invalidArgument, path: path)
            }
            let file = try OwnedDescriptor.open(path, flags: O_RDONLY)
            bytes = try file.read(at: 0, limit: Self.searchLength, path: path)
            for segment in Self.noteSegments(bytes) {
                notes += try file.read(at: segment.offset, limit: segment.length, path: path)
            }
        } catch {
            throw LaunchError(
                .kernel, subject: path.string, "the kernel '\(path)' cannot be read",
                remedy: "Give the file of a Unikraft kernel with --kernel.", cause: error)
        }
        guard let (format, architecture) = Self.recognise(bytes, notes: notes) else {
            throw LaunchError(
                .kernel, subject: path.string, "'\(path)' is not a kernel that QEMU can boot: \(Self.guess(bytes))",
                remedy: "Give the kernel that a Unikraft build leaves, named <name>_qemu-<architecture>.")
        }
        guard Self.loadedEnd(bytes) <= status.size else {
            throw LaunchError(
                .kernel, subject: path.string,
                "the kernel '\(path)' is cut short: it has \(status.size) of at least \(Self.loadedEnd(bytes)) bytes",
                remedy: "Copy or build it again.")
        }
        self.format = format
        self.architecture = architecture
        size = ByteCount(bytes: status.size)
    }

    /// Where the last part ends that is loaded, by the program headers of an ELF; 0 for other files.
    private static func loadedEnd(_ bytes: [UInt8]) -> UInt64 {
        guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]), bytes.count > 64 else { return 0 }
        let isWide = bytes[4] == 2
        // e_phoff, e_phentsize and e_phnum; p_offset and p_filesz (gABI, "ELF Header", "Program Header").
        guard let table = word32(bytes, isWide ? 32 : 28), let size = word16(bytes, isWide ? 54 : 42),
            let count = word16(bytes, isWide ? 56 : 44)
        else { return 0 }
        return (0..<min(Int(count), 64)).reduce(0) { end, index in
            let header = Int(table) + index * Int(size)
            guard word32(bytes, header) == 1, let offset = word32(bytes, header + (isWide ? 8 : 4)),
                let length = word32(bytes, header + (isWide ? 32 : 16))
            else { return end }
            return max(end, UInt64(offset) + UInt64(length))
        }
    }

    /// A Multiboot header lies within the first 8192 bytes.
    private static let searchLength = 8192

    private static func recognise(_ bytes: [UInt8], notes: [UInt8]) -> (Format, Architecture)? {
        if bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) {
            switch (word16(bytes, 18), bytes.count > 4 ? bytes[4] : 0) {
            case (3, 1), (62, 1): return hasMultibootHeader(bytes) ? (.multiboot, .x86_64) : nil
            case (62, 2): return hasEntryNote(notes) ? (.pvh, .x86_64) : nil
            case (183, 2): return (.elf, .arm64)
            case (40, 1): return (.elf, .arm)
            default: return nil
            }
        }
        if word32(bytes, 0x202) == 0x5372_6448 { return (.linuxBzImage, .x86_64) }
        if word32(bytes, 56) == 0x644d_5241 { return (.arm64Image, .arm64) }
        return hasMultibootHeader(bytes) ? (.multiboot, .x86_64) : nil
    }

    private static func hasMultibootHeader(_ bytes: [UInt8]) -> Bool {
        stride(from: 0, to: bytes.count, by: 4).contains { offset in
            guard word32(bytes, offset) == 0x1bad_b002, let flags = word32(bytes, offset + 4),
                let checksum = word32(bytes, offset + 8)
            else { return false }
            return 0x1bad_b002 &+ flags &+ checksum == 0
        }
    }

    /// Where the notes of a 64-bit ELF stand: segments of type `PT_NOTE` (gABI, "Program Header").
    private static func noteSegments(_ bytes: [UInt8]) -> [(offset: UInt64, length: Int)] {
        guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]), let table = word32(bytes, 32),
            let size = word16(bytes, 54), let count = word16(bytes, 56), size >= 56
        else { return [] }
        return (0..<min(Int(count), 32)).compactMap { index in
            let header = Int(table) + index * Int(size)
            guard word32(bytes, header) == 4, let low = word32(bytes, header + 8),
                let high = word32(bytes, header + 12),
                high == 0, let length = word32(bytes, header + 32)
            else { return nil }
            return (UInt64(low), Int(min(length, 64 << 10)))
        }
    }

    /// `XEN_ELFNOTE_PHYS32_ENTRY` is 18 and its owner `Xen` (xen/include/public/elfnote.h); its value has four or
    /// eight bytes.
    private static func hasEntryNote(_ notes: [UInt8]) -> Bool {
        [4, 8].contains { size in
            notes.firstRange(of: [4, 0, 0, 0, size, 0, 0, 0, 18, 0, 0, 0] + Array("Xen\0".utf8)) != nil
        }
    }

    private static func guess(_ bytes: [UInt8]) -> String {
        if bytes.isEmpty { return "it is empty" }
        if bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) {
            return word16(bytes, 18) == 62
                ? "it is a 64-bit program, or the debug image of a kernel" : "it is a program of another kind"
        }
        if bytes.starts(with: Array("0707".utf8)) { return "it is a cpio archive" }
        if bytes.starts(with: [0x1f, 0x8b]) { return "it is compressed" }
        if bytes.starts(with: Array("#!".utf8)) { return "it is a script" }
        return "it is neither an ELF file nor a Linux image"
    }

    private static func word16(_ bytes: [UInt8], _ offset: Int) -> UInt16? {
        guard offset + 2 <= bytes.count else { return nil }
        return UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
    }

    private static func word32(_ bytes: [UInt8], _ offset: Int) -> UInt32? {
        guard let low = word16(bytes, offset), let high = word16(bytes, offset + 2) else { return nil }
        return UInt32(low) | UInt32(high) << 16
    }
}
