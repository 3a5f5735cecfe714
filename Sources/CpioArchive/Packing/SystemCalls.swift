import CLinux
import Glibc

/// Opens a name in a directory (openat(2)), again when a signal came in between.
///
/// - Parameters:
///   - name: The name.
///   - directory: The directory.
///   - flags: Flags of the call; `O_CLOEXEC` is added.
///   - mode: The permissions of a file that is made.
/// - Returns: The descriptor, or -1 with errno set.
@unsafe
func openRelative(_ name: UnsafePointer<CChar>, in directory: Int32, flags: Int32, mode: UInt32 = 0) -> Int32 {
    while true {
        let number = unsafe clinux_openat(directory, name, flags | O_CLOEXEC, mode)
        if number >= 0 || errno != EINTR { return number }
    }
}
