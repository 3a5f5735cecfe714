/// Message types of rtnetlink (linux/rtnetlink.h).
package enum RouteMessage {
    package static let newLink = NetlinkSession.Request(16, "RTM_NEWLINK")
    package static let deleteLink = NetlinkSession.Request(17, "RTM_DELLINK")
    package static let getLink = NetlinkSession.Request(18, "RTM_GETLINK")
    package static let setLink = NetlinkSession.Request(19, "RTM_SETLINK")
    package static let newAddress = NetlinkSession.Request(20, "RTM_NEWADDR")
    package static let deleteAddress = NetlinkSession.Request(21, "RTM_DELADDR")
    package static let getAddress = NetlinkSession.Request(22, "RTM_GETADDR")
    package static let newRoute = NetlinkSession.Request(24, "RTM_NEWROUTE")
    package static let deleteRoute = NetlinkSession.Request(25, "RTM_DELROUTE")
    package static let getRoute = NetlinkSession.Request(26, "RTM_GETROUTE")
    package static let newNeighbour = NetlinkSession.Request(28, "RTM_NEWNEIGH")
    package static let deleteNeighbour = NetlinkSession.Request(29, "RTM_DELNEIGH")
    package static let getNeighbour = NetlinkSession.Request(30, "RTM_GETNEIGH")
    package static let newNamespace = NetlinkSession.Request(88, "RTM_NEWNSID")
    package static let getNamespace = NetlinkSession.Request(90, "RTM_GETNSID")
}

extension NetlinkSession.Request {
    /// The request about a certain thing.
    ///
    /// - Parameter subject: The interface or address.
    /// - Returns: The request.
    package func about(_ subject: String) -> NetlinkSession.Request {
        NetlinkSession.Request(type, name, subject)
    }
}

/// Attributes of a link (linux/if_link.h).
package enum LinkAttribute {
    /// IFLA_ADDRESS
    package static let address: UInt16 = 1
    /// IFLA_IFNAME
    package static let name: UInt16 = 3
    /// IFLA_MTU
    package static let mtu: UInt16 = 4
    /// IFLA_LINK: the index of the other end of a veth.
    package static let link: UInt16 = 5
    /// IFLA_MASTER
    package static let master: UInt16 = 10
    /// IFLA_OPERSTATE
    package static let operationalState: UInt16 = 16
    /// IFLA_LINKINFO
    package static let information: UInt16 = 18
    /// IFLA_NET_NS_PID
    package static let namespaceOfProcess: UInt16 = 19
    /// IFLA_IFALIAS
    package static let alias: UInt16 = 20
    /// IFLA_STATS64
    package static let statistics: UInt16 = 23
    /// IFLA_NET_NS_FD
    package static let namespaceDescriptor: UInt16 = 28
    /// IFLA_CARRIER
    package static let carrier: UInt16 = 33
    /// IFLA_INFO_KIND, in IFLA_LINKINFO
    package static let kind: UInt16 = 1
    /// IFLA_INFO_DATA, in IFLA_LINKINFO
    package static let data: UInt16 = 2
    /// VETH_INFO_PEER, in IFLA_INFO_DATA (linux/veth.h)
    package static let vethPeer: UInt16 = 1
    /// IFLA_BR_FORWARD_DELAY, in IFLA_INFO_DATA
    package static let bridgeForwardDelay: UInt16 = 1
    /// IFLA_BR_STP_STATE, in IFLA_INFO_DATA
    package static let bridgeSpanningTree: UInt16 = 5
    /// IFLA_TUN_OWNER, in IFLA_INFO_DATA
    package static let tunOwner: UInt16 = 1
    /// IFLA_TUN_PERSIST, in IFLA_INFO_DATA
    package static let tunPersists: UInt16 = 6
    /// IFLA_TUN_MULTI_QUEUE, in IFLA_INFO_DATA
    package static let tunMultiQueue: UInt16 = 7
}

/// Attributes of an address (linux/if_addr.h), a route (linux/rtnetlink.h), a neighbour (linux/neighbour.h)
/// and a namespace (linux/net_namespace.h).
package enum RouteAttribute {
    /// IFA_ADDRESS
    package static let addressPeer: UInt16 = 1
    /// IFA_LOCAL
    package static let addressLocal: UInt16 = 2
    /// IFA_LABEL
    package static let addressLabel: UInt16 = 3
    /// IFA_BROADCAST
    package static let addressBroadcast: UInt16 = 4
    /// RTA_DST
    package static let destination: UInt16 = 1
    /// RTA_OIF
    package static let outputInterface: UInt16 = 4
    /// RTA_GATEWAY
    package static let gateway: UInt16 = 5
    /// RTA_PRIORITY
    package static let priority: UInt16 = 6
    /// RTA_PREFSRC
    package static let preferredSource: UInt16 = 7
    /// RTA_TABLE
    package static let table: UInt16 = 15
    /// NDA_DST
    package static let neighbourAddress: UInt16 = 1
    /// NDA_LLADDR
    package static let neighbourLinkAddress: UInt16 = 2
    /// NETNSA_NSID
    package static let namespaceIdentifier: UInt16 = 1
    /// NETNSA_FD
    package static let namespaceDescriptor: UInt16 = 3
}
