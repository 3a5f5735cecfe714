public import UnikraftCore

/// What sources may use while they are loaded.
public struct RootfsEnvironment: Sendable {
    /// Where downloads, inflated archives and results of steps are kept.
    public var cache: RootfsCache
    /// Gives the images that `FROM` and image sources name; nil when there are none to be had.
    public var images: (any BaseImageProvider)?
    /// Fetches addresses of `ADD`; nil when nothing may be fetched.
    public var transport: (any HTTPTransport)?
    /// The longest file that `ADD` fetches over HTTP.
    public var downloadLimit = ByteCount.usualDownloadLimit
    /// Starts programs: git, engines, the sandbox.
    public var launcher: (any ProcessLauncher)?
    /// Is told what is done.
    public var progress: any ProgressReporter
    /// Gets what commands of `RUN` print, as it comes; nil drops it.
    public var commandOutput: (@Sendable ([UInt8]) -> Void)?
    /// The architecture of the guest.
    public var architecture: Architecture
    /// The latest time of files of the host, in seconds since 1970 (reproducible-builds.org, `SOURCE_DATE_EPOCH`); 0 unless
    /// it is set.
    public var sourceDateEpoch: Int64

    /// Creates an environment that reaches nothing outside of this machine.
    ///
    /// - Parameters:
    ///   - cache: Where downloads, inflated archives and results of steps are kept.
    ///   - architecture: The architecture of the guest.
    ///   - sourceDateEpoch: The latest time of files of the host, in seconds since 1970. The variable of that name is
    ///     not read here: whoever reads the environment passes it on.
    public init(cache: RootfsCache, architecture: Architecture = .host, sourceDateEpoch: Int64 = 0) {
        self.cache = cache
        self.architecture = architecture
        progress = SilentProgress()
        self.sourceDateEpoch = sourceDateEpoch
    }
}
