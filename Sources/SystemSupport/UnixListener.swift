import Glibc
package import SystemPackage

/// Makes a stream socket in the file system that another program will take connections from (unix(7)).
///
/// - Parameter path: Its name, which must be free; at most 107 bytes.
/// - Returns: The socket, listening.
/// - Throws: ``SystemCallError``.
package func listenOnUnixSocket(_ path: FilePath) throws(SystemCallError) -> OwnedDescriptor {
    let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard number >= 0 else { throw .last("socket", path) }
    let listener = OwnedDescriptor(adopting: number)
    unsafe try withUnixAddress(path, "bind") { unsafe bind(number, $0, $1) }
    guard listen(number, 1) == 0 else { throw .last("listen", path) }
    return listener
}
