public import SystemPackage

/// The kind of guest that a launch plan is for. Nothing else differs between the plans.
public enum GuestProfile: Sendable, Hashable {
    /// A Unikraft kernel.
    case unikraft
    /// The development guest: a stock Linux kernel with an init that honours Unikraft's command line.
    ///
    /// The archive holds that init and its modules; the application's archive follows it unchanged in one
    /// initramfs.
    case development(initArchive: FilePath)

    /// Text that the guest prints once, just before it runs the program.
    public var banner: String {
        switch self {
        case .unikraft: "Powered by Unikraft"
        case .development: "Powered by Linux (development guest)"
        }
    }

    /// What the guest needs beside kernel and twice the archive, in bytes.
    var memoryHeadroom: UInt64 {
        switch self {
        case .unikraft: 32 << 20
        case .development: 64 << 20
        }
    }

    /// Puts a line of Unikraft's into the form that this guest's kernel takes.
    func framed(_ text: String) throws(LaunchError) -> String {
        switch self {
        case .unikraft: text
        case .development: try LinuxCommandLine.frame(text)
        }
    }
}
