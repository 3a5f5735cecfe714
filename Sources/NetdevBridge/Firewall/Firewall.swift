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

    /// Finds out whether the program is there, before anything is changed that only it can undo.
    ///
    /// - Parameter network: The network, for errors.
    /// - Throws: ``NetworkError`` `toolMissing`, `toolFailed`; `CancellationError`.
    package func check(network: String) async throws {
        try await run(["--version"], input: "", network: network)
    }

    /// Gives rules to the kernel, all of them or none.
    ///
    /// - Parameters:
    ///   - rules: The text, as `nft -f -` takes it.
    ///   - network: The network, for errors.
    /// - Throws: ``NetworkError`` `toolMissing`, `toolFailed`, `missingCapability`; `CancellationError`.
    package func apply(_ rules: String, network: String) async throws {
        try await run(["-f", "-"], input: rules, network: network)
    }

    private func run(_ arguments: [String], input: String, network: String) async throws {
        guard let launcher else { throw Self.missing(network, "no process launcher was given") }
        var command = ProcessCommand("nft", arguments, environment: ["LC_ALL": "C"])
        if let namespace {
            command = ProcessCommand(
                "nsenter", ["--net=\(namespace.string)", "nft"] + arguments, environment: ["LC_ALL": "C"])
        }
        let result: ProcessResult
        do {
            result = try await launcher.run(command, input: Array(input.utf8), outputLimit: 1 << 16)
        } catch let error as ProcessLaunchError where error.code == .notFound {
            throw Self.missing(network, "it is not in PATH")
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
