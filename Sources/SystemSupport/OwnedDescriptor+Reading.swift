import Glibc
package import SystemPackage

extension OwnedDescriptor {
    /// Reads a part of a file, without moving its position.
    ///
    /// - Parameters:
    ///   - offset: Where the part begins.
    ///   - limit: The number of bytes wanted.
    ///   - path: The file's name, for errors.
    /// - Returns: So many bytes, or fewer when the file ends before.
    /// - Throws: ``SystemCallError``.
    package borrowing func read(
        at offset: UInt64, limit: Int, path: FilePath
    ) throws(SystemCallError) -> [UInt8] {
        var failure: SystemCallError?
        // Pages that are not written to cost nothing: a limit may be far above what a file holds.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            while count < limit {
                let rest = unsafe UnsafeMutableBufferPointer(rebasing: buffer[count...])
                let position = off_t(clamping: offset) + off_t(count)
                let result = unsafe pread(rawValue, rest.baseAddress, rest.count, position)
                if result == 0 { break }
                if result > 0 {
                    count += result
                } else if currentErrno() != .interrupted {
                    failure = .last("pread", path)
                    break
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }
}

extension OwnedDescriptor {
    /// Appends the rest of this file to another.
    ///
    /// - Parameters:
    ///   - output: The file to write to, at its own position.
    ///   - path: This file's name, for errors.
    /// - Returns: The number of bytes copied.
    /// - Throws: ``SystemCallError`` from `read`, `Errno` from `write`.
    package borrowing func copy(to output: FileDescriptor, path: FilePath) throws -> UInt64 {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var total: UInt64 = 0
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(rawValue, $0.baseAddress, $0.count) }
            if count == 0 { return total }
            if count > 0 {
                try output.writeAll(buffer[..<count])
                total += UInt64(count)
            } else if currentErrno() != .interrupted {
                throw SystemCallError.last("read", path)
            }
        }
    }
}
