import Glibc

extension RouteNetlink {
    /// Every IPv4 and IPv6 address of the namespace.
    ///
    /// - Returns: The addresses.
    /// - Throws: ``NetworkError``.
    public func addresses() throws(NetworkError) -> [InterfaceAddress] {
        try table(RouteMessage.getAddress, entryType: RouteMessage.newAddress.type) { message in
            message.append(UInt64(0))
        } _: { body throws(NetworkError) in
            try InterfaceAddress(body)
        }
    }

    /// Gives an interface an address; the route to its network comes with it. An IPv4 network of more than
    /// two addresses gets its broadcast address.
    ///
    /// - Parameter address: The address.
    /// - Throws: ``NetworkError``; `addressInUse` when the interface has it already.
    public func add(_ address: InterfaceAddress) throws(NetworkError) {
        do {
            try session.acknowledged(
                RouteMessage.newAddress.about(address.description), flags: [.create, .exclusive]
            ) { address.write(to: &$0) }
        } catch {
            guard error.errno == EEXIST else { throw error }
            throw NetworkError(
                code: .addressInUse, subject: address.description,
                message: "The interface \(address.interface) has the address \(address) already.",
                errno: EEXIST, operation: error.operation, kernelMessage: error.kernelMessage)
        }
    }

    /// Takes an address from an interface.
    ///
    /// - Parameter address: The address.
    /// - Throws: ``NetworkError``. That the interface does not have it is no error.
    public func remove(_ address: InterfaceAddress) throws(NetworkError) {
        do {
            try session.acknowledged(RouteMessage.deleteAddress.about(address.description)) {
                address.write(to: &$0)
            }
        } catch {
            guard error.errno == EADDRNOTAVAIL || error.errno == ENODEV else { throw error }
        }
    }
}

extension InterfaceAddress: CustomStringConvertible {
    /// The text for people, for example `172.44.0.1/24`.
    public var description: String { "\(address)/\(prefixLength)" }
}
