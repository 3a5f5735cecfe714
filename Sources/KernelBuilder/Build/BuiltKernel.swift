public import ELFInspector
public import SystemPackage
public import UnikraftCore

/// A kernel that was built, with everything that is known of it.
public struct BuiltKernel: Sendable {
    /// How much had to be done.
    public enum Work: String, Sendable, Hashable {
        /// Nothing had changed.
        case nothing
        /// Only the embedded archive had changed.
        case relinked
        /// Sources had changed.
        case rebuilt
        /// The configuration had changed, or there was no build before.
        case configured
    }

    /// The target.
    public var target: KernelTarget
    /// How much had to be done.
    public var work: Work
    /// The kernel.
    public var kernel: FilePath
    /// The kernel's size in bytes.
    public var kernelSize: UInt64
    /// The image with symbols; nil when the core makes none.
    public var debugImage: FilePath?
    /// The size of the image with symbols in bytes.
    public var debugImageSize: UInt64?
    /// The configuration file.
    public var configuration: FilePath
    /// The root file system archive; nil when there is none.
    public var initrd: FilePath?
    /// The size of the archive in bytes.
    public var initrdSize: UInt64?
    /// Unikraft's version as the kernel itself has it, for example `0.16.3~e453b74`; nil when it does not say.
    public var unikraftVersion: String?
    /// The libraries in the kernel as its section `.uk_libinfo` names them; empty when it has none.
    public var libraries: [UnikraftLibrary]
    /// Symbols that did not become what was asked for.
    public var differences: [ConfigurationDifference]
    /// What compilers and others warned of in this build.
    public var warnings: [Diagnostic]
    /// The file that holds everything the build printed; nil when nothing was done.
    public var log: FilePath?
    /// The number of steps that make took.
    public var steps: UInt64
}

extension BuiltKernel.Work: CustomStringConvertible {
    /// The text for people.
    public var description: String {
        switch self {
        case .nothing: "nothing changed"
        case .relinked: "linked with a new root file system"
        case .rebuilt: "built what changed"
        case .configured: "configured and built"
        }
    }
}
