public import SystemPackage
public import UnikraftCore

/// What the planner must know of the host and of the files, found out beforehand.
public struct MachineFacts: Sendable, Hashable {
    /// The program to start.
    public var executable: FilePath
    /// The kernel.
    public var kernel: KernelImage
    /// The size of the initramfs as QEMU will be given it; zero when there is none.
    public var initramfsSize: ByteCount
    /// The accelerator that was found to work.
    public var accelerator: Accelerator
    /// The kernel's path for QEMU, free of characters that QEMU or the guest would split at.
    public var kernelPath: FilePath
    /// The initramfs's path for QEMU, likewise.
    public var initramfsPath: FilePath?
    /// What serves directories by virtiofs; nil when no directory asks for it.
    public var fileServer: FileServerProgram?

    /// Collects the facts.
    ///
    /// - Parameters:
    ///   - executable: The program to start.
    ///   - kernel: The kernel.
    ///   - initramfsSize: The size of the initramfs.
    ///   - accelerator: The accelerator that was found to work.
    ///   - kernelPath: The kernel's path for QEMU.
    ///   - initramfsPath: The initramfs's path for QEMU.
    public init(
        executable: FilePath, kernel: KernelImage, initramfsSize: ByteCount, accelerator: Accelerator,
        kernelPath: FilePath, initramfsPath: FilePath?
    ) {
        self.executable = executable
        self.kernel = kernel
        self.initramfsSize = initramfsSize
        self.accelerator = accelerator
        self.kernelPath = kernelPath
        self.initramfsPath = initramfsPath
    }
}

/// What executes the guest's instructions.
public enum Accelerator: String, Sendable, Hashable {
    /// The host's processor, through `/dev/kvm`.
    case kvm
    /// QEMU's translator.
    case tcg
}
