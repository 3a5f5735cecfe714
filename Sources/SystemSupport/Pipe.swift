import CLinux

/// Makes a pipe whose ends no child inherits (pipe(7)).
///
/// - Returns: The end to read from and the end to write to; the caller closes both.
/// - Throws: ``SystemCallError``.
package func makePipe() throws(SystemCallError) -> (read: Int32, write: Int32) {
    var ends: (read: Int32, write: Int32) = (-1, -1)
    guard unsafe clinux_pipe(&ends.read, &ends.write) == 0 else { throw .last("pipe2") }
    return ends
}
