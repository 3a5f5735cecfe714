public import OCIModel

/// A unikernel that was found in an image: a kernel for one platform, and what it is to run.
public struct UnikernelImage: Sendable {
    /// The image's name.
    public var reference: ImageReference
    /// The manifest of this platform.
    public var manifest: Descriptor
    /// What the kernel is made for, with its version and its options.
    public var platform: ImagePlatform
    /// The configuration: command, environment, labels.
    public var configuration: ImageConfiguration
    /// The files by what they are.
    public var files: [UnikernelFile.Role: UnikernelFile]

    /// The kernel.
    public var kernel: UnikernelFile? { files[.kernel] }
    /// The initial ramdisk; nil when the kernel holds it or needs none.
    public var initrd: UnikernelFile? { files[.initrd] }
}
