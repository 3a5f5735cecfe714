import FoundationEssentials

extension KernelBuildOptions {
    /// The number of processors that this process may use.
    static var processorCount: Int { ProcessInfo.processInfo.activeProcessorCount }
}
