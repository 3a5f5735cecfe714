import Glibc
package import SystemPackage

/// Connects to a stream socket in the file system (unix(7)).
///
/// - Parameter path: The socket; at most 107 bytes.
/// - Returns: The connection.
/// - Throws: ``SystemCallError``.
package func connectUnixSocket(_ path: FilePath) throws(SystemCallError) -> OwnedDescriptor {
    let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard number >= 0 else { throw .last("socket", path) }
    let connection = OwnedDescriptor(adopting: number)
    unsafe try withUnixAddress(path, "connect") { unsafe connect(number, $0, $1) }
    return connection
}

/// Hands the address of a socket in the file system to a system call.
///
/// - Parameters:
///   - path: The socket.
///   - call: The system call's name, for errors.
///   - body: Makes the call, and returns what it returns.
/// - Throws: ``SystemCallError``; `fileNameTooLong` when the path does not fit.
func withUnixAddress(
    _ path: FilePath, _ call: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
) throws(SystemCallError) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let name = Array(path.string.utf8)
    let isTooLong = unsafe withUnsafeMutableBytes(of: &address.sun_path) { field in
        guard name.count < field.count else { return true }
        unsafe field.copyBytes(from: name)
        return false
    }
    guard !isTooLong else { throw SystemCallError(systemCall: call, errno: .fileNameTooLong, path: path) }
    let result = unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { rebound in
            unsafe body(rebound, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    guard result == 0 else { throw .last(call, path) }
}
