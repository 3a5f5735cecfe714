/// A small ELF file of any class and byte order, made byte by byte (System V gABI, chapters 4 and 5).
///
/// ```swift
/// let program = ELFFixture(interpreter: "/lib64/ld-linux-x86-64.so.2", needed: ["libc.so.6"]).bytes
/// ```
public struct ELFFixture: Sendable {
    /// Whether it is of the class of 64 bits.
    public var is64: Bool
    /// Whether its byte order is big-endian.
    public var isBig: Bool
    /// `e_machine`: 62 is x86-64, 183 is arm64.
    public var machine: UInt16
    /// `e_type`: 2 is a program at a fixed address, 3 is position-independent or a library.
    public var type: UInt16
    /// The loader; nil for none.
    public var interpreter: String?
    /// The sonames of the libraries that it needs.
    public var needed: [String]
    /// Further entries of the dynamic section whose value is a string: tag and text.
    public var strings: [(tag: UInt64, text: String)]
    /// Further entries of the dynamic section: tag and value.
    public var dynamic: [(tag: UInt64, value: UInt64)]

    /// Creates a file.
    ///
    /// - Parameters:
    ///   - is64: Whether it is of the class of 64 bits.
    ///   - isBig: Whether its byte order is big-endian.
    ///   - machine: `e_machine`.
    ///   - type: `e_type`.
    ///   - interpreter: The loader.
    ///   - needed: The sonames of the libraries that it needs.
    ///   - strings: Further entries of the dynamic section whose value is a string.
    ///   - dynamic: Further entries of the dynamic section.
    public init(
        is64: Bool = true, isBig: Bool = false, machine: UInt16 = 62, type: UInt16 = 3, interpreter: String? = nil,
        needed: [String] = [], strings: [(tag: UInt64, text: String)] = [],
        dynamic: [(tag: UInt64, value: UInt64)] = []
    ) {
        self.is64 = is64
        self.isBig = isBig
        self.machine = machine
        self.type = type
        self.interpreter = interpreter
        self.needed = needed
        self.strings = strings
        self.dynamic = dynamic
    }

    /// The bytes: header, program headers, interpreter, strings, dynamic section.
    public var bytes: [UInt8] {
        let headerSize = is64 ? 64 : 52
        let segmentSize = is64 ? 56 : 32
        let interpreterBytes: [UInt8] = interpreter.map { Array($0.utf8) + [0] } ?? []
        let count = interpreter == nil ? 2 : 3
        let interpreterStart = headerSize + segmentSize * count
        var table: [UInt8] = [0]
        var entries = dynamic
        for (tag, text) in needed.map({ (1, $0) }) + strings {
            entries.append((tag, UInt64(table.count)))
            table += Array(text.utf8) + [0]
        }
        let stringStart = interpreterStart + interpreterBytes.count
        let dynamicStart = (stringStart + table.count + 7) / 8 * 8
        let base: UInt64 = 0x10000
        entries += [(5, base + UInt64(stringStart)), (10, UInt64(table.count)), (0, 0)]
        let dynamicBytes = entries.flatMap { address($0.tag) + address($0.value) }
        let size = UInt64(dynamicStart + dynamicBytes.count)

        var result: [UInt8] =
            [0x7F, 0x45, 0x4C, 0x46, is64 ? 2 : 1, isBig ? 2 : 1, 1] + [UInt8](repeating: 0, count: 9)
        result +=
            half(type) + half(machine) + word(1) + address(base) + address(UInt64(headerSize)) + address(0) + word(0)
        result +=
            half(UInt16(headerSize)) + half(UInt16(segmentSize)) + half(UInt16(count)) + half(0) + half(0) + half(0)
        result += segment(1, offset: 0, address: base, size: size)
        result += segment(
            2, offset: UInt64(dynamicStart), address: base + UInt64(dynamicStart), size: UInt64(dynamicBytes.count))
        if interpreter != nil {
            result += segment(
                3, offset: UInt64(interpreterStart), address: base + UInt64(interpreterStart),
                size: UInt64(interpreterBytes.count))
        }
        result += interpreterBytes + table
        result += [UInt8](repeating: 0, count: dynamicStart - result.count) + dynamicBytes
        return result
    }

    package func half(_ value: UInt16) -> [UInt8] { number(UInt64(value), 2) }
    package func word(_ value: UInt32) -> [UInt8] { number(UInt64(value), 4) }
    package func address(_ value: UInt64) -> [UInt8] { number(value, is64 ? 8 : 4) }

    private func number(_ value: UInt64, _ size: Int) -> [UInt8] {
        let little = (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
        return isBig ? little.reversed() : little
    }

    private func segment(_ kind: UInt32, offset: UInt64, address start: UInt64, size: UInt64) -> [UInt8] {
        is64
            ? word(kind) + word(5) + address(offset) + address(start) + address(start) + address(size) + address(size)
                + address(8)
            : word(kind) + address(offset) + address(start) + address(start) + address(size) + address(size) + word(5)
                + address(8)
    }
}
