extension RouteNetlink {
    /// The number by which this namespace knows another one (linux/net_namespace.h).
    ///
    /// - Parameter descriptor: An open file of the other namespace, for example of `/run/netns/NAME`.
    /// - Returns: The number; nil when none was given yet.
    /// - Throws: ``NetworkError``.
    public func namespaceIdentifier(of descriptor: Int32) throws(NetworkError) -> Int32? {
        let answer = try session.acknowledged(RouteMessage.getNamespace.about("namespace")) { message in
            message.append(UInt32(0))
            message.attribute(RouteAttribute.namespaceDescriptor, number: descriptor)
        }
        guard let message = answer.first(where: { $0.type == RouteMessage.newNamespace.type }) else { return nil }
        // struct rtgenmsg is one byte, padded to four.
        let attributes = try NetlinkAttributes(message.body.slice(4))
        let number = try attributes[RouteAttribute.namespaceIdentifier]?.int32()
        return number.flatMap { $0 < 0 ? nil : $0 }
    }

    /// Gives another namespace a number.
    ///
    /// - Parameters:
    ///   - identifier: The number, from 0.
    ///   - descriptor: An open file of the other namespace.
    /// - Throws: ``NetworkError``.
    public func setNamespaceIdentifier(_ identifier: Int32, of descriptor: Int32) throws(NetworkError) {
        try session.acknowledged(RouteMessage.newNamespace.about("namespace")) { message in
            message.append(UInt32(0))
            message.attribute(RouteAttribute.namespaceDescriptor, number: descriptor)
            message.attribute(RouteAttribute.namespaceIdentifier, number: identifier)
        }
    }
}
