import Glibc

extension RouteNetlink {
    /// Every IPv4 and IPv6 route of the namespace, of all tables.
    ///
    /// - Returns: The routes.
    /// - Throws: ``NetworkError``.
    public func routes() throws(NetworkError) -> [NetworkRoute] {
        try table(RouteMessage.getRoute, entryType: RouteMessage.newRoute.type) { message in
            message.append(UInt64(0))
            message.append(UInt32(0))
        } _: { body throws(NetworkError) in
            try NetworkRoute(body)
        }
    }

    /// Adds a route.
    ///
    /// - Parameter route: The route.
    /// - Throws: ``NetworkError``.
    public func add(_ route: NetworkRoute) throws(NetworkError) {
        try session.acknowledged(
            RouteMessage.newRoute.about(route.description), flags: [.create, .exclusive]
        ) { route.write(to: &$0, isRemoval: false) }
    }

    /// Removes a route.
    ///
    /// - Parameter route: The route.
    /// - Throws: ``NetworkError``. That it is gone already is no error.
    public func remove(_ route: NetworkRoute) throws(NetworkError) {
        do {
            try session.acknowledged(RouteMessage.deleteRoute.about(route.description)) {
                route.write(to: &$0, isRemoval: true)
            }
        } catch {
            guard error.errno == ESRCH || error.errno == ENODEV else { throw error }
        }
    }
}
