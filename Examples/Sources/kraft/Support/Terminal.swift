import ArgumentParser
import Glibc
import SystemPackage

/// What a person at a terminal sees, apart from data.
enum Terminal {
    /// Whether standard error is a terminal.
    static let isInteractive = isatty(STDERR_FILENO) == 1
    /// Whether colours may be used (no-color.org).
    static let usesColor = isInteractive && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)

    /// Runs the command line, and ends the process: 0, 1 failure, 2 usage, or what the command says.
    static func run(_ command: any AsyncParsableCommand.Type) async {
        var isParsed = false
        do {
            var parsed = try command.parseAsRoot()
            isParsed = true
            if var asynchronous = parsed as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try parsed.run()
            }
            guard fflush(nil) == 0 else {
                fail(
                    "standard output cannot be written: \(Errno(rawValue: errno)). Check the disk or program behind it."
                )
                exit(1)
            }
        } catch {
            if isParsed, let error = error as? ValidationError {
                // The usage that the parser would show is that of all of kraft.
                fail(error.message)
                exit(2)
            }
            end(error, command)
        }
    }

    /// Tells of a warning.
    static func warn(_ message: String) {
        write("warning: ", color: "33", message)
    }

    /// Tells of a failure.
    static func fail(_ message: String) {
        // A problem that has no place says itself that it is one.
        write("error: ", color: "31", message.hasPrefix("error: ") ? String(message.dropFirst(7)) : message)
    }

    /// Tells what is going on, on standard error, so that standard output is data only.
    static func say(_ message: String) {
        write(message + "\n")
    }

    private static func end(_ error: any Error, _ command: any AsyncParsableCommand.Type) {
        if error is CancellationError { exit(130) }
        let code = command.exitCode(for: error)
        switch code {
        case .success:
            print(command.fullMessage(for: error))
            exit(0)
        case .validationFailure:
            say(command.fullMessage(for: error))
            exit(2)
        default:
            if let known = error as? ExitCode { exit(known.rawValue) }
            fail("\(error)")
            exit(1)
        }
    }

    /// Writes text on standard error as it is.
    static func write(_ text: String) {
        write(Array(text.utf8))
    }

    /// Writes bytes on standard error. What cannot be written is lost: there is nobody to tell.
    static func write(_ bytes: [UInt8]) {
        _ = try? FileDescriptor.standardError.writeAll(bytes)
    }

    private static func write(_ label: String, color: String, _ message: String) {
        say((usesColor ? "\u{1b}[1;\(color)m\(label)\u{1b}[0m" : label) + message)
    }
}

extension ExitCode {
    /// The guest failed.
    static let guestFailed = ExitCode(3)
}
