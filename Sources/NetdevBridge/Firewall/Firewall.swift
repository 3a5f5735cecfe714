import SystemPackage
package import UnikraftCore

/// Runs `nft` of the nftables package.
package struct Firewall: Sendable {
    private let launcher: (any ProcessLauncher)?
    private let namespace: FilePath?

    /// Names the program's starter.
    ///
    /// - Parameters:
    ///   - launcher: Starts programs; nil refuses.
    ///   - host: Where the rules are meant to be.
    package init(launcher: (any ProcessLauncher)?, host: NetworkHost) {
        self.launcher = launcher
        namespace = host.namespace
    }

    /// Gives rules to the kernel, all of them or none.
    ///
    /// - Parameters:
    ///   - rules: The text, as `nft -f -` takes it.
    ///   - network: The network, for errors.
    /// - Throws: ``NetworkError`` `toolMissing`, `toolFailed`, `missingCapability`; `CancellationError`.
    package func apply(_ rules: String, network: String) async throws {
        guard let launcher else { throw Self.missing(network, "no process launcher was given") }
        var command = ProcessCommand("nft", ["-f", "-"], environment: ["LC_ALL": "C"])
        if let namespace {
            command = ProcessCommand(
                "nsenter", ["--net=\(namespace.string)", "nft", "-f", "-"], environment: ["LC_ALL": "C"])
        }
        let result: ProcessResult
        do {
            result = try await launcher.run(command, input: Array(rules.utf8), outputLimit: 1 << 16)
        } catch let error as ProcessLaunchError where error.code == .notFound {
            throw Self.missing(network, error.message)
        }
        guard !result.succeeded else { return }
        let output = String(decoding: result.standardError, as: UTF8.self)
        let isRefused = output.contains("Operation not permitted")
        throw NetworkError(
            code: isRefused ? .missingCapability : .toolFailed, subject: network,
            message: "'nft' ended with \(result.termination) for the network '\(network)': "
                + "\(output.split(separator: "\n").first ?? "no output")."
                + (isRefused ? " It needs CAP_NET_ADMIN: run the command as root." : ""),
            operation: "nft")
    }

    private static func missing(_ network: String, _ reason: String) -> NetworkError {
        NetworkError(
            code: .toolMissing, subject: network,
            message: "Address translation and published ports of '\(network)' need 'nft': \(reason). Install the "
                + "package nftables.", operation: "nft")
    }
}
