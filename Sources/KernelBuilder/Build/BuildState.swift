import SystemPackage

/// What a finished build was made from, kept beside its output directory.
struct BuildState: Codable, Hashable, Sendable {
    /// The format's version.
    var version = 1
    /// What was asked of the configuration, the variables of make, and every Kconfig file.
    var configuration: String
    /// Every file of every component, and the configuration file that resulted.
    var sources: String
    /// The embedded archive; nil when there is none.
    var archive: String?
    /// The image that make wrote.
    var image: String
    /// The configuration file as the build left it.
    var result: String
    /// The number of steps of the last full build.
    var steps: UInt64
    /// The number of symbols that did not become what was asked for.
    var differenceCount: Int

    /// Reads the state of the last build; nil when there is none of this version.
    static func load(_ path: FilePath) -> BuildState? {
        StableJSON.decode(BuildState.self, at: path).flatMap { $0.version == 1 ? $0 : nil }
    }

    /// Writes the state.
    func save(_ path: FilePath) throws(KernelBuildError) {
        try FileAccess.write(StableJSON.encode(self), to: path)
    }
}
