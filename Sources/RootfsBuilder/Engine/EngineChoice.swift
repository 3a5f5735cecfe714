public import UnikraftCore

/// Chooses the engine that builds a Dockerfile: the one that was asked for, else that of the configuration, else a
/// BuildKit daemon that a variable names, else the engine of this library.
public struct EngineChoice: Sendable {
    /// The engine that was asked for (`--engine`).
    public var requested: EngineKind?
    /// The engine of the configuration file.
    public var configured: EngineKind?
    /// The variables of the process.
    public var environment: [String: String]

    /// The variables that name a BuildKit daemon, the first that is set counts.
    public static let hostVariables = ["KRAFTKIT_BUILDKIT_HOST", "BUILDKIT_HOST"]

    /// Creates a choice.
    ///
    /// - Parameters:
    ///   - requested: The engine that was asked for.
    ///   - configured: The engine of the configuration file.
    ///   - environment: The variables of the process.
    public init(requested: EngineKind? = nil, configured: EngineKind? = nil, environment: [String: String] = [:]) {
        self.requested = requested
        self.configured = configured
        self.environment = environment
    }

    /// Makes the choice.
    ///
    /// - Parameter launcher: Asks whether programs are installed.
    /// - Returns: The engine, and a warning when the one that a variable names cannot be used.
    /// - Throws: ``RootfsError`` with the code `toolMissing` when the engine that was asked for is not installed.
    public func choose(launcher: any ProcessLauncher) async throws -> (engine: any DockerfileEngine, warning: String?) {
        let address = Self.hostVariables.compactMap { environment[$0] }.first { !$0.isEmpty }
        if let kind = requested ?? configured {
            guard kind != .native else { return (NativeEngine(), nil) }
            let engine = ProgramEngine(kind, address: kind == .buildctl ? address : nil)
            guard await engine.isInstalled(launcher) else {
                throw RootfsError(
                    .toolMissing,
                    "the engine '\(kind.rawValue)' needs the program '\(engine.executable)', which is not installed; install it, or use the engine 'native'"
                )
            }
            return (engine, nil)
        }
        guard let address else { return (NativeEngine(), nil) }
        let engine = ProgramEngine(.buildctl, address: address)
        if await engine.isInstalled(launcher) { return (engine, nil) }
        return (
            NativeEngine(),
            "a BuildKit daemon is named in the environment, but its client 'buildctl' is not installed; the native engine is used"
        )
    }
}
