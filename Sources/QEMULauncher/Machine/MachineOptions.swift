public import SystemPackage

/// What is done with a machine's console, its events and warnings. The closures are called from any thread.
public struct MachineOptions: Sendable {
    /// A file that keeps the console's bytes as they come; made anew, readable by its owner.
    public var consoleLog: FilePath?
    /// Bytes after which that file goes on as a new one; the one before is kept beside it under the name with `.1`.
    /// Twice this is all that the console ever takes on disk.
    public var consoleLogLimit = 64 << 20
    /// Whether ``Machine/write(_:)`` reaches the guest's console.
    public var acceptsInput = false
    /// Whether ``output`` gets only what comes after the kernel's banner: neither the firmware's words nor those of
    /// the boot. When the banner never comes, it gets everything in the end. ``Machine/console`` and ``consoleLog``
    /// have everything in any case.
    public var hidesBoot = false
    /// How long QEMU may take to read its arguments and files.
    public var startTimeout: Duration
    /// How long the machine may run, from the call that starts it on; nil is without end. One that runs longer is
    /// stopped, and has ended as ``MachineExit/timedOut(_:)``.
    public var timeLimit: Duration?
    /// Gets the console's bytes as they come; QEMU waits while it works.
    public var output: @Sendable ([UInt8]) -> Void
    /// Gets QEMU's events.
    public var observe: @Sendable (QMPEvent) -> Void
    /// Gets warnings, one sentence each.
    public var warn: @Sendable (String) -> Void

    /// Creates options.
    ///
    /// - Parameters:
    ///   - consoleLog: A file that keeps the console's bytes.
    ///   - startTimeout: How long QEMU may take to read its arguments and files.
    ///   - output: Gets the console's bytes as they come.
    ///   - observe: Gets QEMU's events.
    ///   - warn: Gets warnings.
    public init(
        consoleLog: FilePath? = nil, startTimeout: Duration = .seconds(30),
        output: @escaping @Sendable ([UInt8]) -> Void = { _ in },
        observe: @escaping @Sendable (QMPEvent) -> Void = { _ in },
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.consoleLog = consoleLog
        self.startTimeout = startTimeout
        self.output = output
        self.observe = observe
        self.warn = warn
    }
}
