import Glibc
import SystemPackage
import SystemSupport

/// What this process may do (capabilities(7)).
package enum ProcessCapabilities {
    /// Whether this process has `CAP_NET_ADMIN`, which is number 12 (linux/capability.h).
    package static var mayManageNetworks: Bool {
        // Not /proc/self: that is the first thread, which may have ended before the process became another user.
        guard let file = try? OwnedDescriptor.open(FilePath("/proc/thread-self/status"), flags: O_RDONLY) else {
            return false
        }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 8192) { buffer, count in
            count = max(0, unsafe read(file.rawValue, buffer.baseAddress, buffer.count))
        }
        return effective(inStatus: String(decoding: bytes, as: UTF8.self)).map { $0 >> 12 & 1 == 1 } ?? false
    }

    /// Reads the effective capabilities out of `/proc/PID/status` (proc(5)).
    ///
    /// - Parameter text: The file's content.
    /// - Returns: One bit each; nil when they are not told.
    package static func effective(inStatus text: String) -> UInt64? {
        for line in text.split(separator: "\n") where line.hasPrefix("CapEff:") {
            return UInt64(line.dropFirst(7).trimmingPrefix { $0 == "\t" || $0 == " " }, radix: 16)
        }
        return nil
    }
}
