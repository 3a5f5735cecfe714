/// The kernel's links, addresses, routes and neighbours over rtnetlink (rtnetlink(7)).
///
/// Reading needs no privilege. Changing needs `CAP_NET_ADMIN` in the user namespace that owns the network
/// namespace. A value may be used by several threads; their requests take turns.
public struct RouteNetlink: Sendable {
    package let session: NetlinkSession

    /// Speaks over a socket of its own in the network namespace of the calling thread.
    ///
    /// - Throws: ``NetworkError`` when the socket cannot be opened.
    public init() throws(NetworkError) {
        self.init(socket: try KernelNetlinkSocket())
    }

    /// Speaks over a given socket.
    ///
    /// - Parameter socket: The socket, used by nobody else.
    public init(socket: any NetlinkSocket) {
        session = NetlinkSession(socket)
    }

    /// Reads each message of one type; others are passed over.
    package func table<Entry>(
        _ request: NetlinkSession.Request, entryType: UInt16, _ write: (inout NetlinkMessageBuilder) -> Void,
        _ read: (NetlinkBytes) throws(NetworkError) -> Entry?
    ) throws(NetworkError) -> [Entry] {
        var entries: [Entry] = []
        for message in try session.dump(request, write) where message.type == entryType {
            if let entry = try read(message.body) { entries.append(entry) }
        }
        return entries
    }
}
