public import KernelBuilder
public import OCIDistribution
public import RootfsBuilder
public import SystemPackage
import SystemSupport
public import UnikraftCore

/// What pipelines build with: programs of this machine, the network, the store of images, caches. Each part can be
/// replaced by another of the same protocol.
public struct BuildServices: Sendable {
    /// Starts programs: make, git, engines, the sandbox of `RUN`.
    public var launcher: any ProcessLauncher
    /// Reaches registries and download servers; nil when nothing may be fetched.
    public var transport: (any HTTPTransport)?
    /// The longest file that `ADD` and the kernel's components fetch over HTTP.
    public var downloadLimit = ByteCount.usualDownloadLimit
    /// Gives registries what they ask for.
    public var credentials: any CredentialProvider
    /// Mirrors, authorities and insecure registries.
    public var registries: RegistryConfiguration
    /// The directory of the image store; nil when there is none.
    public var storeDirectory: FilePath?
    /// Where what can be made again is kept.
    public var cacheDirectory: FilePath
    /// When registries are asked for images.
    public var pullPolicy: StoreImages.PullPolicy
    /// The engine for Dockerfiles; nil leaves it to the variables.
    public var engine: EngineKind?
    /// Whether results of earlier builds of Dockerfiles are used.
    public var usesCache: Bool
    /// The variables of the process.
    public var variables: [String: String]
    /// Is told what is done, and warned.
    public var progress: any ProgressReporter
    /// Gets what commands of `RUN` print, as it comes; nil drops it.
    public var commandOutput: (@Sendable ([UInt8]) -> Void)?

    /// Creates services with the usual places of this user: the store, the cache, the credentials of other tools.
    ///
    /// - Parameters:
    ///   - launcher: Starts programs.
    ///   - transport: Reaches registries and download servers; nil when nothing may be fetched.
    ///   - variables: The variables of the process; `HOME`, `XDG_CACHE_HOME` and others say where things are.
    public init(launcher: any ProcessLauncher, transport: (any HTTPTransport)?, variables: [String: String]) {
        self.launcher = launcher
        self.transport = transport
        self.variables = variables
        let variable = { @Sendable (name: String) in variables[name] }
        credentials = CredentialChain([
            EnvironmentCredentials(variable: variable),
            AuthenticationFileProvider(
                paths: AuthenticationFileProvider.usualPaths(variable: variable), launcher: launcher),
        ])
        registries = RegistryConfiguration()
        storeDirectory = ImageStore.usualPath(variable: variable)
        let caches = variables["XDG_CACHE_HOME"] ?? variables["HOME"].map { $0 + "/.cache" } ?? "/tmp"
        cacheDirectory = FilePath(caches).appending("swift-unikraft")
        pullPolicy = .missing
        usesCache = true
        progress = SilentProgress()
    }
}

extension BuildServices {
    /// The image store.
    ///
    /// - Returns: The store.
    /// - Throws: ``RunError`` when no directory is known for it; `DistributionError` when it cannot be opened.
    public func store() throws -> ImageStore {
        guard let storeDirectory else {
            throw RunError("there is no place for images: HOME is not set", remedy: "Name the store's directory.")
        }
        return try ImageStore(path: storeDirectory)
    }

    /// The image store when it is there; nothing is made.
    ///
    /// - Returns: The store; nil when nothing was put into it yet.
    /// - Throws: `DistributionError` when it cannot be opened.
    func existingStore() throws -> ImageStore? {
        do {
            return try storeDirectory.map { try ImageStore(existing: $0) }
        } catch let error as DistributionError where error.code == .notFound {
            return nil
        }
    }

    /// Talks to registries; nil when nothing may be fetched.
    public var client: RegistryClient? {
        transport.map { transport in
            var configuration = registries
            configuration.progress = progress
            return RegistryClient(transport: transport, credentials: credentials, configuration: configuration)
        }
    }

    /// What sources of root filesystems may use.
    ///
    /// - Parameter architecture: The architecture of the guest.
    /// - Returns: The environment.
    /// - Throws: `DistributionError` when the store cannot be opened; ``RunError`` when `SOURCE_DATE_EPOCH` is no
    ///   time that archives can hold.
    public func rootfsEnvironment(_ architecture: Architecture) throws -> RootfsEnvironment {
        var environment = RootfsEnvironment(
            cache: RootfsCache(cacheDirectory.appending("rootfs")), architecture: architecture,
            sourceDateEpoch: try sourceDateEpoch())
        environment.transport = transport
        environment.downloadLimit = downloadLimit
        environment.launcher = launcher
        environment.progress = progress
        environment.commandOutput = commandOutput
        if storeDirectory != nil {
            let client = pullPolicy == .never ? nil : client
            environment.images = StoreImages(store: try store(), client: client, policy: pullPolicy)
        }
        return environment
    }

    /// The latest time of files of the host, as the variables say.
    private func sourceDateEpoch() throws(RunError) -> Int64 {
        do {
            return Int64(try SourceDateEpoch.seconds(variables[SourceDateEpoch.variable]))
        } catch {
            throw RunError(error.message, remedy: error.remedy)
        }
    }

    /// Finds out what a root filesystem can be built from.
    ///
    /// - Parameters:
    ///   - text: A path, or the name of an image.
    ///   - kind: What it is; nil looks at it.
    ///   - image: Which image of an image layout or of an archive of images; empty when it has one.
    /// - Returns: The source.
    /// - Throws: `RootfsError` when there is nothing of that name, or what it is cannot be told.
    public func rootfsSource(
        _ text: String, kind: RootfsSourceKind? = nil, image: String = ""
    ) async throws -> any RootfsSource {
        let path = FilePath(text)
        switch try kind ?? RootfsSourceKind.detect(text) {
        case .directory: return DirectorySource(path)
        case .tarball: return TarballSource(path)
        case .cpio: return CpioSource(path)
        case .image: return ContainerImageSource(text)
        case .layout: return ContainerImageSource(layout: path, reference: image)
        case .imageArchive: return ContainerImageSource(archive: path, reference: image)
        // Links on the way to it belong to it: /bin/ls is found under both of its names.
        case .program: return ProgramRootfs(programs: [path.isAbsolute ? path : path.absolute])
        case .dockerfile:
            let file = path.isDirectory ? path.appending("Dockerfile") : path
            return try await dockerfileSource(DockerfileBuild(dockerfile: file))
        }
    }

    /// A Dockerfile with the engine that builds it.
    ///
    /// - Parameter build: What is built.
    /// - Returns: The source.
    /// - Throws: `RootfsError` when the engine that was asked for is not installed.
    public func dockerfileSource(_ build: DockerfileBuild) async throws -> DockerfileSource {
        let choice = EngineChoice(requested: engine, environment: variables)
        let (engine, warning) = try await choice.choose(launcher: launcher)
        if let warning { progress.report(ProgressEvent(item: "rootfs", kind: .warning(warning))) }
        var build = build
        build.usesCache = usesCache
        return DockerfileSource(build, engine: engine)
    }

    /// Builds kernels.
    public var kernelBuilder: KernelBuilder {
        KernelBuilder(
            launcher: launcher, downloader: transport.map { HTTPDownloader(transport: $0, limit: downloadLimit) },
            progress: progress)
    }
}
