import Glibc
import SystemPackage
import SystemSupport

/// Reads from a place in a file, without moving its position.
///
/// - Returns: The number of bytes read; 0 at the end of the file.
func readBytes(
    _ descriptor: FileDescriptor, at offset: UInt64, into buffer: inout [UInt8], count: Int, path: FilePath
) throws(SystemCallError) -> Int {
    while true {
        let result = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe pread(descriptor.rawValue, bytes.baseAddress, min(count, bytes.count), off_t(clamping: offset))
        }
        if result >= 0 { return result }
        let error = SystemCallError.last("pread", path)
        guard error.errno == .interrupted else { throw error }
    }
}

extension [UInt8] {
    /// Appends the bytes of a span.
    mutating func append(_ span: Span<UInt8>) {
        unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
