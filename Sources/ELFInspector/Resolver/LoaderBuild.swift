/// Facts that are built into a glibc loader. They are read from its file, and only when a search depends on them.
final class LoaderBuild {
    /// The directories to look in at last, without a slash at the end.
    let systemDirectories: [[UInt8]]
    /// What `$LIB` stands for, for example `lib64` or `lib/x86_64-linux-gnu`.
    let libraryDirectoryName: String
    /// What `$PLATFORM` stands for; nil when it has no value.
    let platform: String?
    /// The subdirectories to try in each directory, best first.
    let subdirectories: [String]
    /// What decides between entries of the cache.
    let cacheSelection: LoaderCache.Selection

    init(_ context: LoaderContext) {
        let sample = context.sample
        let architecture = LoaderArchitecture(sample)
        let image = context.readLoaderImage()
        systemDirectories = image.directories ?? architecture.usualDirectories
        var first = systemDirectories.first ?? Array("/lib".utf8)
        if first.starts(with: Array("/usr/".utf8)) { first.removeFirst(4) }
        let isUsual = first.starts(with: Array("/lib".utf8))
        libraryDirectoryName = isUsual ? String(decoding: first.dropFirst(), as: UTF8.self) : "lib"
        platform = context.environment.platform ?? architecture.platform

        let isHost = sample.machine == .host && sample.elfClass == .host
        let capabilities =
            context.environment.hardwareCapabilities ?? (isHost ? HostProcessor.capabilities : [])
        var subdirectories = capabilities.map { "glibc-hwcaps/\($0)" }
        var legacy: UInt64 = 0
        // Up to 2.36 the loader also took "tls", the platform and the bits of AT_HWCAP as subdirectories.
        if let minor = image.minorVersion, minor < 37, sample.machine == .x86_64 {
            subdirectories += ["tls/x86_64/x86_64", "tls/x86_64", "tls", "x86_64/x86_64", "x86_64"]
            legacy = 1 << 63 | 1 << 1
        }
        self.subdirectories = subdirectories
        cacheSelection = LoaderCache.Selection(
            flags: architecture.cacheFlags, capabilities: capabilities, legacyCapabilities: legacy)
    }
}
