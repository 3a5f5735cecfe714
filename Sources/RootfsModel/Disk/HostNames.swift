import CLinux
import SystemSupport

/// Reads the names in an open directory, in the order of their bytes, without `.` and `..`.
///
/// - Parameter descriptor: The directory, not read before.
/// - Returns: The names.
/// - Throws: `SystemCallError`.
func hostNames(in descriptor: Int32) throws(SystemCallError) -> [[UInt8]] {
    var names: [[UInt8]] = []
    var buffer = [UInt8](repeating: 0, count: 32 << 10)
    while true {
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe bytes.baseAddress.map { unsafe clinux_getdents64(descriptor, $0, bytes.count) } ?? -1
        }
        guard count >= 0 else { throw .last("getdents64") }
        guard count > 0 else { break }
        // A record (getdents(2)): 8 bytes of inode, 8 of offset, 2 of length, 1 of type, the name with a NUL.
        var place = 0
        while place + 19 < count {
            let length = Int(buffer[place + 16]) | Int(buffer[place + 17]) << 8
            guard length > 19, place + length <= count else { break }
            let name = buffer[(place + 19)..<(place + length)].prefix { $0 != 0 }
            if !isDot(name), !isDotDot(name) { names.append(Array(name)) }
            place += length
        }
    }
    return names.sorted { compareBytes($0.span, $1.span) < 0 }
}
