import CLinux
import Glibc

/// Makes calls on a descriptor return `EAGAIN` rather than wait.
func setNonBlocking(_ descriptor: Int32) {
    let flags = clinux_fcntl(descriptor, F_GETFL, 0)
    _ = clinux_fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
}
