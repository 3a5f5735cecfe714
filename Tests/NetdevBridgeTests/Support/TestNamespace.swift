import Glibc
import NetdevBridge
import SystemPackage
import Testing
import UnikraftTesting

/// What this machine allows tests to do. A test that cannot run says which of these is missing.
enum Privilege {
    /// Whether tests may make network namespaces, bridges and taps.
    static let networks =
        ProcessCapabilities.mayManageNetworks && HostPrograms.has("ip") && access("/dev/net/tun", R_OK | W_OK) == 0
    /// Whether `nft` is there too.
    static let firewall = networks && HostPrograms.has("nft")
    /// Whether `dnsmasq` is there too.
    static let nameService = networks && HostPrograms.has("dnsmasq")
    /// Whether a DHCP client and a resolver are there as well (busybox).
    static let nameClients = nameService && HostPrograms.has("busybox")
    /// Whether QEMU can be started as another user.
    static let machinesOfUsers =
        users && HostPrograms.has("setpriv") && HostPrograms.has("qemu-system-x86_64")
    /// Whether tests may become another user.
    static let users = networks && geteuid() == 0

    static let reason: Comment = "needs CAP_NET_ADMIN, /dev/net/tun and the tool 'ip'"
    static let firewallReason: Comment = "needs CAP_NET_ADMIN and the tools 'ip' and 'nft'"
    static let nameServiceReason: Comment = "needs CAP_NET_ADMIN and the tools 'ip' and 'dnsmasq'"
    static let nameClientReason: Comment = "needs CAP_NET_ADMIN and the tools 'ip', 'dnsmasq' and 'busybox'"
    static let userMachineReason: Comment = "needs root, and the tools 'setpriv' and 'qemu-system-x86_64'"
    static let userReason: Comment = "needs root, to become another user"
}

/// A network namespace of a test's own, with a directory for records, both removed afterwards.
final class TestNamespace: Sendable {
    let name: String
    private let scratch: TemporaryDirectory

    init() throws {
        scratch = try TemporaryDirectory()
        chmod(scratch.path.string, 0o755)
        name = "skt-\(getpid())-\(String(UInt32.random(in: 0...UInt32.max), radix: 36))"
        try tool("ip netns add \(name)")
        try tool("ip -n \(name) link set lo up")
        // A new namespace may take this from the host's own.
        try inside("sysctl -q -w net.ipv4.ip_forward=0")
    }

    deinit {
        _ = try? tool("ip netns delete \(name)")
    }

    /// The file of the namespace.
    var path: FilePath { FilePath("/run/netns/\(name)") }
    var host: NetworkHost { NetworkHost(namespace: path) }
    /// Where records go.
    var records: FilePath { scratch.path.appending("run").appending("networks") }
    /// A directory for other files.
    var directory: FilePath { scratch.path }

    func manager(_ makeSocket: NetworkHost.SocketMaker? = nil) -> NetworkManager {
        Self.manager(name, records.string, makeSocket)
    }

    /// A manager for a namespace that somebody else owns.
    static func manager(
        _ name: String, _ records: String, _ makeSocket: NetworkHost.SocketMaker? = nil
    ) -> NetworkManager {
        let path = FilePath("/run/netns/\(name)")
        let host = makeSocket.map { NetworkHost(namespace: path, makeSocket: $0) } ?? NetworkHost(namespace: path)
        return NetworkManager(directory: FilePath(records), host: host, launcher: ToolLauncher())
    }

    /// Runs a tool in the namespace.
    @discardableResult
    func inside(_ line: String) throws -> String {
        try tool("ip netns exec \(name) \(line)")
    }

    /// The names of the interfaces, as `ip` tells them.
    func interfaces() throws -> [String] {
        try tool("ip -n \(name) -o link").split(separator: "\n").compactMap { line in
            line.split(separator: " ").dropFirst().first.map { String($0.dropLast().prefix { $0 != "@" }) }
        }
    }

    /// The names in the directory of records, apart from its lock.
    func recordNames() -> [String] {
        let root = try? StateDirectory.open(records, displayPath: records)
        return ((try? root?.names()) ?? []).filter { $0 != "lock" }
    }

    func forwarding() throws -> Bool {
        try inside("cat /proc/sys/net/ipv4/ip_forward") == "1\n"
    }
}
