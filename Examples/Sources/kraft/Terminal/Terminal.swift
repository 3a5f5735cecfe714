import Glibc
import SystemPackage

/// What is shown to a person, on standard error.
enum Terminal {
    /// Whether standard error is a terminal.
    static let isInteractive = isatty(STDERR_FILENO) == 1
    /// Whether colours may be used (no-color.org).
    static let usesColor = isInteractive && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)

    /// Writes text as it is.
    static func write(_ text: String) {
        _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8))
    }

    /// Writes a line that the user should read.
    static func warn(_ text: String) {
        write(usesColor ? "\u{1b}[33mwarning:\u{1b}[0m \(text)\n" : "warning: \(text)\n")
    }
}
