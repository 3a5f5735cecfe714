import Glibc

extension RouteNetlink {
    /// Every interface of the namespace.
    ///
    /// - Returns: The interfaces by index.
    /// - Throws: ``NetworkError``.
    public func links() throws(NetworkError) -> [NetworkLink] {
        try table(RouteMessage.getLink, entryType: RouteMessage.newLink.type) { message in
            LinkChanges().write(to: &message, index: 0)
        } _: { body throws(NetworkError) in
            try NetworkLink(body)
        }
    }

    /// The interface of a name.
    ///
    /// - Parameter name: The name.
    /// - Returns: The interface; nil when there is none.
    /// - Throws: ``NetworkError``.
    public func link(named name: InterfaceName) throws(NetworkError) -> NetworkLink? {
        var wanted = LinkChanges()
        wanted.name = name
        do {
            let answer = try session.acknowledged(RouteMessage.getLink.about(name.text)) {
                wanted.write(to: &$0, index: 0)
            }
            guard let message = answer.first(where: { $0.type == RouteMessage.newLink.type }) else { return nil }
            return try NetworkLink(message.body)
        } catch {
            guard error.errno == ENODEV else { throw error }
            return nil
        }
    }

    /// Makes an interface.
    ///
    /// - Parameter link: What to make.
    /// - Throws: ``NetworkError``; `nameTaken` when the name is in use.
    public func create(_ link: NewLink) throws(NetworkError) {
        do {
            try session.acknowledged(
                RouteMessage.newLink.about(link.name.text), flags: [.create, .exclusive]
            ) { link.write(to: &$0) }
        } catch {
            guard error.errno == EEXIST else { throw error }
            throw NetworkError(
                code: .nameTaken, subject: link.name.text,
                message: "An interface named '\(link.name)' exists already. Choose another name, or remove it with "
                    + "'ip link delete \(link.name)' if nothing needs it.",
                errno: EEXIST, operation: error.operation, kernelMessage: error.kernelMessage)
        }
    }

    /// Changes an interface.
    ///
    /// - Parameters:
    ///   - index: The interface.
    ///   - name: Its name, for errors.
    ///   - changes: What to change.
    /// - Throws: ``NetworkError``.
    public func change(_ index: UInt32, named name: String, _ changes: LinkChanges) throws(NetworkError) {
        try session.acknowledged(RouteMessage.setLink.about(name)) { changes.write(to: &$0, index: index) }
    }

    /// Removes an interface; with a bridge its addresses go, with a veth its other end.
    ///
    /// - Parameters:
    ///   - index: The interface.
    ///   - name: Its name, for errors.
    /// - Throws: ``NetworkError``. That it is gone already is no error.
    public func delete(_ index: UInt32, named name: String) throws(NetworkError) {
        do {
            try session.acknowledged(RouteMessage.deleteLink.about(name)) {
                LinkChanges().write(to: &$0, index: index)
            }
        } catch {
            guard error.errno == ENODEV else { throw error }
        }
    }
}
