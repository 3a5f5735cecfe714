import Glibc

extension RouteNetlink {
    /// Every entry of the ARP and neighbour tables of the namespace.
    ///
    /// - Returns: The entries.
    /// - Throws: ``NetworkError``.
    public func neighbours() throws(NetworkError) -> [NetworkNeighbour] {
        try table(RouteMessage.getNeighbour, entryType: RouteMessage.newNeighbour.type) { message in
            message.append(UInt64(0))
            message.append(UInt32(0))
        } _: { body throws(NetworkError) in
            try NetworkNeighbour(body)
        }
    }

    /// Sets who has an address, in place of what was known.
    ///
    /// - Parameter neighbour: The entry.
    /// - Throws: ``NetworkError``.
    public func set(_ neighbour: NetworkNeighbour) throws(NetworkError) {
        try session.acknowledged(
            RouteMessage.newNeighbour.about(neighbour.address.description), flags: [.create, .replace]
        ) { neighbour.write(to: &$0) }
    }

    /// Forgets who has an address.
    ///
    /// - Parameter neighbour: The entry.
    /// - Throws: ``NetworkError``. That it is gone already is no error.
    public func remove(_ neighbour: NetworkNeighbour) throws(NetworkError) {
        do {
            try session.acknowledged(RouteMessage.deleteNeighbour.about(neighbour.address.description)) {
                neighbour.write(to: &$0)
            }
        } catch {
            guard error.errno == ENOENT || error.errno == ENODEV else { throw error }
        }
    }
}
