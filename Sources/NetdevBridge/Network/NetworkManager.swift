public import SystemPackage
public import UnikraftCore

/// Makes, shows and removes the networks of a host.
///
/// A network is a bridge with an address, a subnet whose addresses are leased to machines, and taps that
/// connect machines to the bridge. What is changed on the host is recorded first, under a lock, and only
/// that is undone. A process that is killed in the middle leaves a record by which the next call that changes
/// a network undoes its work.
///
/// Making, changing and removing networks needs `CAP_NET_ADMIN`. Showing them needs nothing. Connecting
/// machines needs nothing either for the user whom a network was given to, as long as taps are ready.
public struct NetworkManager: Sendable {
    /// The directory of records; each network has its own in it.
    public let directory: FilePath
    /// How to reach the kernel.
    public let host: NetworkHost
    let launcher: (any ProcessLauncher)?

    /// Where the records of this host's own networks are. They go when the system goes, as the bridges do.
    public static let defaultDirectory: FilePath = "/run/swift-unikraft/networks"

    /// Names a host and its records.
    ///
    /// - Parameters:
    ///   - directory: The directory of records. It and the one above it are made when they are not there.
    ///   - host: How to reach the kernel.
    ///   - launcher: Starts `nft` and `dnsmasq`; nil refuses what needs them.
    public init(
        directory: FilePath = NetworkManager.defaultDirectory, host: NetworkHost = NetworkHost(),
        launcher: (any ProcessLauncher)? = nil
    ) {
        self.directory = directory
        self.host = host
        self.launcher = launcher
    }
}
