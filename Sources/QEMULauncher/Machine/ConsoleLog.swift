import Glibc
import Synchronization
import SystemPackage
import SystemSupport

/// The file that keeps a console's bytes.
final class ConsoleLog: Sendable {
    private let path: FilePath
    private let file: OwnedDescriptor
    private let hasFailed = Mutex(false)

    init(path: FilePath) throws(LaunchError) {
        self.path = path
        do {
            file = try OwnedDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
        } catch {
            throw LaunchError(
                .file, subject: path.string, "the console's file '\(path)' cannot be written",
                remedy: "Check that its directory exists and may be written to.", cause: error)
        }
    }

    /// Appends bytes.
    ///
    /// - Returns: A warning, once, when they could not be written; later bytes are dropped then.
    func write(_ bytes: [UInt8]) -> String? {
        hasFailed.withLock { hasFailed in
            guard !hasFailed else { return nil }
            do {
                try file.descriptor.writeAll(bytes)
                return nil
            } catch {
                hasFailed = true
                return "The console is no longer kept in '\(path)': \(error). The machine goes on."
            }
        }
    }
}
