import Glibc
package import SystemPackage

/// Reads the target of a symlink as it is stored.
///
/// - Parameters:
///   - path: The link, relative to `directory` unless it is absolute.
///   - directory: The directory to look in; nil is the working directory.
/// - Returns: The bytes of the target; at most 4,095 (`PATH_MAX`, limits.h).
/// - Throws: ``SystemCallError``; `nameTooLong` when a target is longer.
package func readSymbolicLink(
    _ path: FilePath, at directory: Int32? = nil
) throws(SystemCallError) -> [UInt8] {
    var failure: SystemCallError?
    let target = unsafe [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
        let length = unsafe path.withPlatformString { text in
            unsafe buffer.withMemoryRebound(to: CChar.self) { bytes in
                unsafe bytes.baseAddress.map { unsafe readlinkat(directory ?? AT_FDCWD, text, $0, bytes.count) } ?? -1
            }
        }
        if length < 0 {
            failure = .last("readlinkat", path)
        } else if length == 4096 {
            failure = SystemCallError(systemCall: "readlinkat", errno: .fileNameTooLong, path: path)
        } else {
            count = length
        }
    }
    if let failure { throw failure }
    return target
}
