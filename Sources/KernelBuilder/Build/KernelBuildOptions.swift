/// How kernels are built.
public struct KernelBuildOptions: Sendable, Hashable {
    /// How many commands make runs at once.
    public var jobs: Int
    /// Whether nothing may be fetched.
    public var isOffline: Bool
    /// Whether components are fetched and everything is built anew.
    public var ignoresCache: Bool
    /// Whether a symbol that was dropped or changed is an error.
    public var isStrict: Bool
    /// Components that were fetched a moment ago, and are not fetched again although the cache is ignored.
    public var freshComponents: Set<ComponentKey> = []

    /// Creates options.
    ///
    /// - Parameters:
    ///   - jobs: How many commands make runs at once; nil is the number of processors.
    ///   - isOffline: Whether nothing may be fetched.
    ///   - ignoresCache: Whether components are fetched and everything is built anew.
    ///   - isStrict: Whether a symbol that was dropped or changed is an error.
    public init(jobs: Int? = nil, isOffline: Bool = false, ignoresCache: Bool = false, isStrict: Bool = false) {
        self.jobs = max(1, jobs ?? Self.processorCount)
        self.isOffline = isOffline
        self.ignoresCache = ignoresCache
        self.isStrict = isStrict
    }
}
