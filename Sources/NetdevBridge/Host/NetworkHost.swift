public import SystemPackage

/// How to reach the kernel whose networks are meant.
///
/// Everything happens in the network namespace of this process unless another one is named. Records are not
/// part of a namespace: give each namespace a directory of its own.
public struct NetworkHost: Sendable {
    /// Opens a socket; called on a thread that is in the namespace.
    public typealias SocketMaker = @Sendable () throws(NetworkError) -> any NetlinkSocket

    /// A file of the network namespace to work in, for example `/run/netns/NAME`; nil is this process's own.
    public let namespace: FilePath?
    private let makeSocket: SocketMaker

    /// Names a host.
    ///
    /// - Parameters:
    ///   - namespace: A file of the network namespace to work in; nil is this process's own.
    ///   - makeSocket: Opens a netlink socket; by default a ``KernelNetlinkSocket``.
    public init(
        namespace: FilePath? = nil,
        makeSocket: @escaping SocketMaker = { () throws(NetworkError) in try KernelNetlinkSocket() }
    ) {
        self.namespace = namespace
        self.makeSocket = makeSocket
    }

    /// Does something in the namespace.
    ///
    /// - Parameter work: What to do.
    /// - Returns: What the work returned.
    /// - Throws: ``NetworkError`` from the work, or when the namespace cannot be entered.
    package func inside<Output: Sendable>(
        _ work: @escaping @Sendable () throws(NetworkError) -> Output
    ) throws(NetworkError) -> Output {
        guard let namespace else { return try work() }
        return try NamespaceThread.run(in: namespace, work)
    }

    /// Opens the kernel's tables of the namespace.
    ///
    /// - Returns: The tables.
    /// - Throws: ``NetworkError``.
    public func routeNetlink() throws(NetworkError) -> RouteNetlink {
        let makeSocket = makeSocket
        return try inside { () throws(NetworkError) in RouteNetlink(socket: try makeSocket()) }
    }
}
