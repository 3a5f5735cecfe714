import Glibc
import SystemSupport

extension WriteBuffer {
    /// Replaces the content by a part of a file.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - offset: Where the part begins.
    ///   - wanted: How long it is; must fit.
    /// - Throws: ``CpioError`` when the file cannot be read, or is too short.
    func replace(from file: CpioSourceFile, at offset: UInt64, wanted: Int) throws(CpioError) {
        truncate(to: 0)
        while count < wanted {
            let rest = wanted - count
            let result = read(file.descriptor.rawValue, upTo: rest, at: offset + UInt64(count), keeping: rest)
            guard result >= 0 else { throw .last("pread", "the archive cannot be read", offset: offset) }
            guard result > 0 else { throw CpioError(.truncated, "the archive became shorter", offset: offset) }
        }
    }

    /// Whether two buffers have the same content.
    func hasSameBytes(as other: WriteBuffer) -> Bool {
        guard count == other.count else { return false }
        guard let first = unsafe bytes.baseAddress, let second = unsafe other.bytes.baseAddress else { return true }
        return unsafe memcmp(first, second, count) == 0
    }
}
