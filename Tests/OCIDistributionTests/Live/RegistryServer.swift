import Foundation
import OCIDistribution
import OCIModel
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

/// Debian's docker-registry on a free port of this machine, as long as this value is kept.
final class RegistryServer: Sendable {
    static let isInstalled = HostPrograms.has("docker-registry")

    let port: Int
    let scratch: Scratch
    private let process: any RunningProcess
    private let drain: Task<Void, Never>

    /// Starts a registry; more lines of its configuration may be given.
    init(http: String = "", auth: String = "", scratch: Scratch? = nil) async throws {
        let scratch = try scratch ?? Scratch()
        self.scratch = scratch
        let configuration = """
            version: 0.1
            log: {level: info, accesslog: {disabled: true}}
            storage:
              filesystem: {rootdirectory: \(scratch.path)/registry}
              delete: {enabled: true}
            http:
              addr: 127.0.0.1:0
            \(http)
            \(auth)
            """
        let file = try scratch.write("registry.yml", Array(configuration.utf8))
        let process = try SubprocessLauncher().start(
            ProcessCommand("docker-registry", ["serve", file.string]), options: ProcessOptions())
        self.process = process
        port = try await Self.port(in: process)
        drain = Task { for await _ in process.standardError {} }
    }

    /// Ends the registry. Called at the end of a test, so that it lives until then.
    func stop() {
        process.signal(SIGKILL, wholeGroup: false)
    }

    /// The port is in the log: "listening on 127.0.0.1:41234".
    private static func port(in process: any RunningProcess) async throws -> Int {
        var log = ""
        for await piece in process.standardError {
            log += String(decoding: piece, as: UTF8.self)
            if let found = log.firstMatch(of: /listening on 127\.0\.0\.1:(\d+)/), let port = Int(found.1) {
                return port
            }
        }
        throw DistributionError(.connection, "docker-registry did not start: \(log)")
    }

    func reference(_ name: String) throws -> ImageReference {
        try ImageReference(parsing: "127.0.0.1:\(port)/\(name)", defaults: .unikraft)
    }
}
