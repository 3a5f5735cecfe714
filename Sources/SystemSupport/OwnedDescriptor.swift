import CLinux
import Glibc
package import SystemPackage

/// The error number of the last system call of this thread.
package func currentErrno() -> Errno {
    Errno(rawValue: Glibc.errno)
}

/// A file descriptor that is closed when its owner goes.
package struct OwnedDescriptor: ~Copyable, Sendable {
    /// The descriptor's number, valid as long as this value.
    package let rawValue: Int32

    /// Takes over a descriptor.
    ///
    /// - Parameter rawValue: The descriptor; nobody else may close it.
    package init(adopting rawValue: Int32) {
        self.rawValue = rawValue
    }

    deinit {
        _ = Glibc.close(rawValue)
    }

    /// The descriptor for calls of swift-system; valid as long as this value.
    package var descriptor: FileDescriptor { FileDescriptor(rawValue: rawValue) }

    /// Gives the descriptor up without closing it.
    ///
    /// - Returns: The descriptor, which the caller must close.
    package consuming func release() -> Int32 {
        let value = rawValue
        discard self
        return value
    }
}

extension OwnedDescriptor {
    /// Opens a file.
    ///
    /// - Parameters:
    ///   - path: The file, relative to `directory` unless it is absolute.
    ///   - directory: The directory to look in; nil is the working directory.
    ///   - flags: `O_RDONLY`, …; `O_CLOEXEC` is added.
    ///   - mode: The permissions of a file that is made.
    /// - Returns: The open file.
    /// - Throws: ``SystemCallError``.
    package static func open(
        _ path: FilePath, at directory: Int32? = nil, flags: Int32, mode: UInt32 = 0
    ) throws(SystemCallError) -> OwnedDescriptor {
        while true {
            let number = unsafe path.withPlatformString { text in
                unsafe clinux_openat(directory ?? AT_FDCWD, text, flags | O_CLOEXEC, mode)
            }
            if number >= 0 { return OwnedDescriptor(adopting: number) }
            let error = SystemCallError.last("openat", path)
            guard error.errno == .interrupted else { throw error }
        }
    }
}
