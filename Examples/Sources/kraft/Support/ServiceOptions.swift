import ArgumentParser
import AsyncHTTPTransport
import FoundationEssentials
import RootfsBuilder
import SubprocessLauncher
import SystemPackage
import Unikraft
import UnikraftCore

/// What commands build and fetch with.
struct ServiceOptions: ParsableArguments {
    @Option(help: "What builds Dockerfiles: native, docker, buildx, buildctl, podman or buildah.")
    var engine: EngineKind?

    @Option(help: "When registries are asked for images: missing, always or never.")
    var pull = StoreImages.PullPolicy.missing

    @Option(
        help: ArgumentHelp(
            "The longest file that is downloaded for ADD or a kernel's components, for example 20G.", valueName: "size"),
        transform: { try ByteCount(parsing: $0) })
    var downloadLimit: ByteCount?

    @OptionGroup var store: StoreOptions
    @OptionGroup var registry: RegistryOptions

    /// Runs work with services, which Ctrl-C cancels, and closes their connections whatever happens.
    ///
    /// - Parameters:
    ///   - progress: Is told what is done.
    ///   - work: The work.
    /// - Returns: What the work returns.
    /// - Throws: What the work throws.
    func withServices<Result: Sendable>(
        progress: any ProgressReporter = StepLines(isSilent: false),
        _ work: @escaping @Sendable (BuildServices) async throws -> Result
    ) async throws -> Result {
        let transport = AsyncHTTPTransport()
        var services = BuildServices(
            launcher: SubprocessLauncher(), transport: transport, variables: ProcessInfo.processInfo.environment)
        services.registries = try registry.configuration()
        if let path = store.store { services.storeDirectory = FilePath(path) }
        services.pullPolicy = pull
        if let downloadLimit { services.downloadLimit = downloadLimit }
        services.engine = engine
        services.progress = progress
        services.commandOutput = { Terminal.write($0) }
        do {
            let result = try await cancelledBySignals { [services] in try await work(services) }
            await transport.shutdown()
            return result
        } catch {
            await transport.shutdown()
            throw error
        }
    }
}
