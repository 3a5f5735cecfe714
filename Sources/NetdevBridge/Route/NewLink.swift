/// An interface to make.
public struct NewLink: Sendable, Hashable {
    /// What to make.
    public enum Kind: Sendable, Hashable {
        /// A bridge without spanning tree, whose ports forward at once.
        case bridge
        /// A pair of interfaces: what goes in at one end comes out at the other.
        case veth(peer: InterfaceName, peerNamespace: Int32?)
    }

    /// The name.
    public var name: InterfaceName
    /// What to make.
    public var kind: Kind
    /// What to set when it is made; all of it happens, or nothing. Names and alias are not taken from here.
    public var settings = LinkChanges()

    /// Creates a description.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - kind: What to make.
    public init(name: InterfaceName, kind: Kind) {
        self.name = name
        self.kind = kind
    }

    private var kindName: String {
        switch kind {
        case .bridge: "bridge"
        case .veth: "veth"
        }
    }

    /// Appends `struct ifinfomsg`, the settings and `IFLA_LINKINFO`.
    ///
    /// - Parameter message: The message.
    package func write(to message: inout NetlinkMessageBuilder) {
        var all = settings
        all.name = name
        all.alias = nil
        all.write(to: &message, index: 0)
        message.attribute(LinkAttribute.information) { information in
            information.attribute(LinkAttribute.kind, text: kindName)
            switch kind {
            case .bridge:
                information.attribute(LinkAttribute.data) { data in
                    data.attribute(LinkAttribute.bridgeForwardDelay, number: UInt32(0))
                    data.attribute(LinkAttribute.bridgeSpanningTree, number: UInt32(0))
                }
            case .veth(let peer, let namespace):
                information.attribute(LinkAttribute.data) { data in
                    data.attribute(LinkAttribute.vethPeer) { other in
                        var changes = LinkChanges()
                        changes.name = peer
                        changes.namespace = namespace
                        changes.write(to: &other, index: 0)
                    }
                }
            }
        }
    }
}
