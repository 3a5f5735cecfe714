import Glibc
public import SystemPackage
import SystemSupport
public import UnikraftCore

/// A `passt` that waits for its machine, or serves it. It ends with the machine.
public struct PasstService: Sendable, Hashable {
    /// The socket that the machine monitor connects to (`stream` of QEMU's `-netdev`, from 7.2 on).
    public let socket: FilePath
    /// The process.
    public let process: ProcessIdentity
    private let pidFile: FilePath

    /// The longest path of a socket: `sun_path` has 108 bytes with the NUL (unix(7)).
    private static let longestPath = 107

    /// Starts the program. When this returns, the machine monitor may connect.
    ///
    /// - Parameters:
    ///   - plan: The socket and the ports.
    ///   - launcher: Starts the program.
    /// - Returns: The program that waits.
    /// - Throws: ``NetworkError`` `toolMissing`; `toolFailed` with the program's words, for example when a port is
    ///   taken; `invalidConfiguration` when the socket's path is too long; `CancellationError`.
    public static func start(_ plan: PasstPlan, launcher: any ProcessLauncher) async throws -> PasstService {
        guard plan.socket.string.utf8.count <= longestPath else {
            throw NetworkError(
                code: .invalidConfiguration, subject: plan.socket.string,
                message: "The path '\(plan.socket)' has more than \(longestPath) bytes, too many for a socket. Choose "
                    + "a shorter one.")
        }
        removeFiles(plan.socket, plan.pidFile)
        let result: ProcessResult
        do {
            result = try await launcher.run(plan.command, input: [], outputLimit: 1 << 16)
        } catch let error as ProcessLaunchError where error.code == .notFound {
            throw NetworkError(
                code: .toolMissing, subject: plan.socket.string,
                message: "A network by 'passt' needs that program, which is not in PATH. Install the package passt, or "
                    + "use QEMU's own user network.", operation: "passt")
        }
        // It tells success also when it could not make the socket.
        guard result.succeeded, let process = process(in: plan.pidFile), isSocket(plan.socket) else {
            process(in: plan.pidFile).map { _ = kill($0.identifier, SIGTERM) }
            removeFiles(plan.socket, plan.pidFile)
            throw failure(plan, result)
        }
        return PasstService(socket: plan.socket, process: process, pidFile: plan.pidFile)
    }

    /// Ends the program and removes its files; for a machine that did not start, or has ended.
    public func stop() {
        if process.isRunning { _ = kill(process.identifier, SIGTERM) }
        Self.removeFiles(socket, pidFile)
    }

    /// Ends the program that waits at a socket, if one does, and removes its files.
    ///
    /// - Parameter socket: The socket.
    public static func stop(socket: FilePath) {
        let pidFile = PasstPlan(socket: socket).pidFile
        // Another process may have the number by now.
        if let process = process(in: pidFile), isPasst(process) { _ = kill(process.identifier, SIGTERM) }
        removeFiles(socket, pidFile)
    }

    private static func isPasst(_ process: ProcessIdentity) -> Bool {
        let path = FilePath("/proc/\(process.identifier)/comm")
        let name = try? OwnedDescriptor.open(path, flags: O_RDONLY).read(at: 0, limit: 16, path: path)
        return String(decoding: name ?? [], as: UTF8.self).hasPrefix("passt")
    }

    private static func removeFiles(_ paths: FilePath...) {
        for path in paths { _ = unsafe path.withPlatformString { unsafe unlink($0) } }
    }

    private static func isSocket(_ path: FilePath) -> Bool {
        (try? FileStatus(of: path).kind) == .socket
    }

    private static func process(in pidFile: FilePath) -> ProcessIdentity? {
        guard let file = try? OwnedDescriptor.open(pidFile, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK),
            let text = try? file.read(at: 0, limit: 32, path: pidFile),
            let number = Int32(String(decoding: text.prefix { $0 > 0x20 }, as: UTF8.self)), number > 1
        else { return nil }
        return ProcessIdentity(running: number)
    }

    private static func failure(_ plan: PasstPlan, _ result: ProcessResult) -> NetworkError {
        // Where no system log is, it complains of that for each line.
        let lines = String(decoding: result.standardError, as: UTF8.self).split(separator: "\n")
            .filter { !$0.hasPrefix("Failed to send ") }
        let words = result.succeeded ? "the socket was not made" : lines.last.map(String.init) ?? "no output"
        let advice =
            geteuid() == 0 && plan.user == nil
            ? " As root it becomes the user 'nobody', who must be able to write to the socket's directory." : ""
        return NetworkError(
            code: .toolFailed, subject: plan.socket.string,
            message: "'passt' does not serve '\(plan.socket)': \(words).\(advice)", operation: "passt")
    }
}
