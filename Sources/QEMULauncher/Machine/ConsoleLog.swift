import Glibc
import Synchronization
import SystemPackage
import SystemSupport

/// The file that keeps a console's bytes, and the one before it: `PATH` and `PATH.1`.
final class ConsoleLog: Sendable {
    private struct State: ~Copyable {
        var file: OwnedDescriptor?
        var size = 0
    }

    private let path: FilePath
    private let limit: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - path: The file.
    ///   - limit: Bytes after which a new file is begun.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/file``.
    init(path: FilePath, limit: Int) throws(LaunchError) {
        self.path = path
        self.limit = max(limit, 1)
        do {
            state = Mutex(State(file: try Self.create(path)))
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
        state.withLock { state in
            guard state.file != nil else { return nil }
            do {
                var rest = bytes[...]
                while !rest.isEmpty {
                    if state.size >= limit {
                        let old = FilePath("\(path).1")
                        guard unsafe rename(path.string, old.string) == 0 else {
                            throw SystemCallError.last("rename", path)
                        }
                        state.file = try Self.create(path)
                        state.size = 0
                    }
                    let piece = rest.prefix(limit - state.size)
                    try state.file?.descriptor.writeAll(piece)
                    state.size += piece.count
                    rest = rest.dropFirst(piece.count)
                }
                return nil
            } catch {
                state.file = nil
                return "The console is no longer kept in '\(path)': \(error). The machine goes on."
            }
        }
    }

    private static func create(_ path: FilePath) throws(SystemCallError) -> OwnedDescriptor {
        try OwnedDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    }
}
