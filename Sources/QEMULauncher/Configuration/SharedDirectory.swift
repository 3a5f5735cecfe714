public import SystemPackage

/// A directory of the host that the guest mounts.
public struct SharedDirectory: Sendable, Hashable {
    /// How the guest reaches the directory. Its kernel must have the driver.
    public enum Transport: String, Sendable, Hashable, CaseIterable {
        /// The 9p protocol, which QEMU serves itself.
        case ninePFS = "9p"
        /// FUSE over virtio, served by virtiofsd, a program beside QEMU (Virtual I/O Device 1.2, section 5.11). It is
        /// the faster one for many small files, and the slower one for large files.
        case virtiofs

        /// The driver's name in the guest's table of file systems.
        public var guestDriver: String { self == .ninePFS ? "9pfs" : "virtiofs" }

        /// Finds the transport of a driver.
        ///
        /// - Parameter guestDriver: The driver's name; nil comes of one that needs no directory of the host.
        public init?(guestDriver: String) {
            guard let found = Self.allCases.first(where: { $0.guestDriver == guestDriver }) else { return nil }
            self = found
        }
    }

    /// The directory of the host.
    public var source: FilePath
    /// Where the guest mounts it; an absolute path.
    public var mountPoint: String
    /// Whether the guest may only read.
    public var isReadOnly: Bool
    /// How the guest reaches it.
    public var transport: Transport

    /// Creates a shared directory.
    ///
    /// - Parameters:
    ///   - source: The directory of the host.
    ///   - mountPoint: Where the guest mounts it.
    ///   - isReadOnly: Whether the guest may only read.
    ///   - transport: How the guest reaches it.
    public init(source: FilePath, mountPoint: String, isReadOnly: Bool = false, transport: Transport = .ninePFS) {
        self.source = source
        self.mountPoint = mountPoint
        self.isReadOnly = isReadOnly
        self.transport = transport
    }

    /// Reads `SOURCE:DESTINATION[:OPTION[,OPTION]]`, or a lone `SOURCE`, which is mounted at `/`. The options are `ro`
    /// or `rw`, and `9p` or `virtiofs`.
    ///
    /// - Parameter text: The volume as `kraft run -v` takes it.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/configuration``.
    public init(parsing text: String) throws(LaunchError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let mountPoint = parts.count > 1 ? parts[1] : "/"
        guard (1...3).contains(parts.count), !parts[0].isEmpty, mountPoint.hasPrefix("/") else {
            throw Self.invalid(text)
        }
        self.init(source: FilePath(parts[0]), mountPoint: mountPoint)
        guard parts.count == 3 else { return }
        for option in parts[2].split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
            if option == "ro" || option == "rw" {
                isReadOnly = option == "ro"
            } else if let transport = Transport(rawValue: option) {
                self.transport = transport
            } else {
                throw Self.invalid(text)
            }
        }
    }

    private static func invalid(_ text: String) -> LaunchError {
        LaunchError(
            .configuration, subject: text, "'\(text)' is not a volume",
            remedy:
                "Write SOURCE:DESTINATION[:OPTIONS], with ro, virtiofs or both (ro,virtiofs), where DESTINATION begins with '/'."
        )
    }
}
