import Glibc
public import SystemPackage
import SystemSupport

/// A file or device of the host that is a disk of the guest.
public struct BlockVolume: Sendable, Hashable {
    /// How the file holds the disk's content. QEMU is always told, because a guest that may write the first bytes of a
    /// raw disk could otherwise choose for itself what QEMU takes it for.
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// Byte for byte.
        case raw
        /// QEMU's own format (docs/interop/qcow2.txt).
        case qcow2
    }

    /// The file or device of the host.
    public var source: FilePath
    /// How it holds the disk's content.
    public var format: Format
    /// Whether the guest may only read.
    public var isReadOnly: Bool

    /// Creates a volume.
    ///
    /// - Parameters:
    ///   - source: The file or device of the host.
    ///   - format: How it holds the disk's content.
    ///   - isReadOnly: Whether the guest may only read.
    public init(source: FilePath, format: Format = .raw, isReadOnly: Bool = false) {
        self.source = source
        self.format = format
        self.isReadOnly = isReadOnly
    }

    /// Makes sure that the volume can be what it is said to be.
    ///
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/configuration``.
    func check() throws(LaunchError) {
        let status = try? FileStatus(of: source, followSymlink: true)
        guard let kind = status?.kind, kind == .regular || kind == .blockDevice else {
            throw LaunchError(
                .configuration, subject: source.string,
                status == nil ? "there is no volume '\(source)'" : "'\(source)' is neither a file nor a block device",
                remedy: "Check the volume's source; directories are shared, not attached.")
        }
        guard unsafe access(source.string, isReadOnly ? R_OK : R_OK | W_OK) == 0 else {
            throw LaunchError(
                .configuration, subject: source.string,
                "the volume '\(source)' may not be \(isReadOnly ? "read" : "written to")",
                remedy: isReadOnly ? "Check its permissions." : "Check its permissions, or attach it read-only.",
                cause: SystemCallError.last("access", source))
        }
        // The first four bytes of the format (qcow2.txt, "Header").
        let magic = try? OwnedDescriptor.open(source, flags: O_RDONLY).read(at: 0, limit: 4, path: source)
        guard format != .qcow2 || magic == [0x51, 0x46, 0x49, 0xfb] else {
            throw LaunchError(
                .configuration, subject: source.string, "'\(source)' is not in the qcow2 format",
                remedy: "Attach it as raw, or make one with `qemu-img create -f qcow2`.")
        }
    }
}
