/// Facts that are built into a glibc loader. They are read from its file, and only when a search depends on them.
final class LoaderBuild: CacheSelection {
    /// The directories to look in at last, without a slash at the end.
    private(set) lazy var systemDirectories = findSystemDirectories()
    /// What `$LIB` stands for, for example `lib64` or `lib/x86_64-linux-gnu`.
    private(set) lazy var libraryDirectoryName = findLibraryDirectoryName()
    /// What `$PLATFORM` stands for; nil when it has no value.
    let platform: String?
    /// The glibc-hwcaps directories that the processor can use, best first.
    private(set) lazy var capabilities = findCapabilities()
    let flags: UInt32?

    private let sample: ObjectSummary
    private let architecture: LoaderArchitecture
    private let environment: LoaderEnvironment
    private let readImage: () -> [UInt8]
    private lazy var image = LoaderImage(readImage())
    /// Whether this loader also takes subdirectories that are named by `AT_HWCAP`, as glibc did up to 2.36.
    private lazy var isLegacy = sample.machine == .x86_64 && image.minorVersion().map { $0 < 37 } ?? false

    /// Describes a loader.
    ///
    /// - Parameters:
    ///   - sample: A file that it loads.
    ///   - environment: What the loader sees.
    ///   - readImage: Reads the loader's file; empty when it cannot be read.
    init(_ sample: ObjectSummary, _ environment: LoaderEnvironment, readImage: @escaping () -> [UInt8]) {
        self.sample = sample
        self.environment = environment
        self.readImage = readImage
        architecture = LoaderArchitecture(sample)
        flags = architecture.cacheFlags
        platform = environment.platform ?? architecture.platform
    }

    /// The subdirectories to try in each directory, best first.
    var subdirectories: [String] {
        let legacy = ["tls/x86_64/x86_64", "tls/x86_64", "tls", "x86_64/x86_64", "x86_64"]
        return capabilities.map { "glibc-hwcaps/\($0)" } + (isLegacy ? legacy : [])
    }

    /// `_DL_HWCAP_TLS_MASK` and `HWCAP_X86_64` of glibc's `dl-hwcap.h`.
    var legacyCapabilities: UInt64 { isLegacy ? 1 << 63 | 1 << 1 : 0 }

    private func findSystemDirectories() -> [[UInt8]] {
        let found = image.directories()
        return found.isEmpty ? architecture.usualDirectories : found
    }

    private func findLibraryDirectoryName() -> String {
        var first = systemDirectories.first ?? []
        if first.starts(with: Array("/usr/".utf8)) { first.removeFirst(4) }
        return first.starts(with: Array("/lib".utf8)) ? String(decoding: first.dropFirst(), as: UTF8.self) : "lib"
    }

    private func findCapabilities() -> [String] {
        if let given = environment.hardwareCapabilities { return given }
        return sample.machine == .host && sample.elfClass == .host ? HostProcessor.capabilities : []
    }
}
