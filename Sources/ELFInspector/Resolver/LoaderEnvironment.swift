public import SystemPackage

/// What a loader sees besides the files: variables of the environment and the processor.
public struct LoaderEnvironment: Sendable, Hashable {
    /// The variable `LD_LIBRARY_PATH`: directories with `:` or `;` between them.
    public var libraryPath: String?
    /// The variable `LD_PRELOAD`: libraries with spaces or `:` between them.
    public var preload: String?
    /// The directory that relative paths begin in; nil is the root's own.
    public var workingDirectory: FilePath?
    /// The names of glibc-hwcaps directories that the processor can use, best first, for example `x86-64-v3`.
    ///
    /// Nil means this machine's processor for programs of its architecture, and none for others.
    public var hardwareCapabilities: [String]?
    /// What `$PLATFORM` stands for (`AT_PLATFORM`, getauxval(3)); nil is the architecture's usual one.
    public var platform: String?

    /// Creates an environment.
    ///
    /// - Parameters:
    ///   - libraryPath: The variable `LD_LIBRARY_PATH`.
    ///   - preload: The variable `LD_PRELOAD`.
    ///   - workingDirectory: The directory that relative paths begin in; nil is the root's own.
    ///   - hardwareCapabilities: The glibc-hwcaps directories that the processor can use, best first; nil for this
    ///     machine's.
    ///   - platform: What `$PLATFORM` stands for; nil is the architecture's usual one.
    public init(
        libraryPath: String? = nil, preload: String? = nil, workingDirectory: FilePath? = nil,
        hardwareCapabilities: [String]? = nil, platform: String? = nil
    ) {
        self.libraryPath = libraryPath
        self.preload = preload
        self.workingDirectory = workingDirectory
        self.hardwareCapabilities = hardwareCapabilities
        self.platform = platform
    }
}
