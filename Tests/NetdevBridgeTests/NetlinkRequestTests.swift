import NetdevBridge
import Testing
import UnikraftCore
import UnikraftTesting

@Suite("Requests of rtnetlink, byte by byte")
struct NetlinkRequestTests {
    private func sent(_ call: (RouteNetlink) throws -> Void) throws -> [[UInt8]] {
        let socket = ScriptedNetlinkSocket(answers: [acknowledgement])
        try call(RouteNetlink(socket: socket))
        return socket.sent
    }

    @Test func aBridgeIsMadeUpInOneRequest() throws {
        var link = NewLink(name: try InterfaceName(parsing: "virbr0"), kind: .bridge)
        link.settings.isUp = true
        link.settings.mtu = 1500
        link.settings.address = try MACAddress(parsing: "02:b0:b0:2c:00:01")
        let expected = frame(
            """
            64 00 00 00 10 00 05 06 01 00 00 00 00 00 00 00  # 100, RTM_NEWLINK, REQUEST|ACK|EXCL|CREATE, 1
            00 00 00 00 00 00 00 00 01 00 00 00 01 00 00 00  # ifinfomsg: IFF_UP, of which IFF_UP counts
            0b 00 03 00 76 69 72 62 72 30 00 00              # IFLA_IFNAME "virbr0"
            0a 00 01 00 02 b0 b0 2c 00 01 00 00              # IFLA_ADDRESS
            08 00 04 00 dc 05 00 00                          # IFLA_MTU 1500
            24 00 12 00                                      # IFLA_LINKINFO
            0b 00 01 00 62 72 69 64 67 65 00 00              #   IFLA_INFO_KIND "bridge"
            14 00 02 00                                      #   IFLA_INFO_DATA
            08 00 01 00 00 00 00 00                          #     IFLA_BR_FORWARD_DELAY 0
            08 00 05 00 00 00 00 00                          #     IFLA_BR_STP_STATE 0
            """)
        #expect(try sent { try $0.create(link) } == [expected])
    }

    @Test func aPairOfInterfaces() throws {
        let kind = NewLink.Kind.veth(peer: try InterfaceName(parsing: "b"), peerNamespace: 7)
        let link = NewLink(name: try InterfaceName(parsing: "a"), kind: kind)
        let expected = frame(
            """
            60 00 00 00 10 00 05 06 01 00 00 00 00 00 00 00  # RTM_NEWLINK
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  # ifinfomsg
            06 00 03 00 61 00 00 00                          # IFLA_IFNAME "a"
            38 00 12 00                                      # IFLA_LINKINFO
            09 00 01 00 76 65 74 68 00 00 00 00              #   IFLA_INFO_KIND "veth"
            28 00 02 00                                      #   IFLA_INFO_DATA
            24 00 01 00                                      #     VETH_INFO_PEER
            00 00 00 00 00 00 00 00 00 00 00 00              #       ifinfomsg
            00 00 00 00
            06 00 03 00 62 00 00 00                          #       IFLA_IFNAME "b"
            08 00 1c 00 07 00 00 00                          #       IFLA_NET_NS_FD 7
            """)
        #expect(try sent { try $0.create(link) } == [expected])
    }

    @Test func aPortJoinsABridge() throws {
        var changes = LinkChanges()
        changes.master = 3
        changes.alias = "mine"
        let expected = frame(
            """
            30 00 00 00 13 00 05 00 01 00 00 00 00 00 00 00  # 48, RTM_SETLINK, REQUEST|ACK
            00 00 00 00 09 00 00 00 00 00 00 00 00 00 00 00  # ifinfomsg: index 9
            08 00 0a 00 03 00 00 00                          # IFLA_MASTER 3
            08 00 14 00 6d 69 6e 65                          # IFLA_IFALIAS "mine", no zero byte
            """)
        #expect(try sent { try $0.change(9, named: "tap", changes) } == [expected])
    }

    @Test func anIPv4Address() throws {
        let address = InterfaceAddress(
            interface: 5, address: .v4(try IPv4Address(parsing: "172.44.0.1")), prefixLength: 24)
        let expected = frame(
            """
            30 00 00 00 14 00 05 06 01 00 00 00 00 00 00 00  # 48, RTM_NEWADDR, REQUEST|ACK|EXCL|CREATE
            02 18 00 00 05 00 00 00                          # ifaddrmsg: AF_INET, /24, index 5
            08 00 02 00 ac 2c 00 01                          # IFA_LOCAL
            08 00 01 00 ac 2c 00 01                          # IFA_ADDRESS
            08 00 04 00 ac 2c 00 ff                          # IFA_BROADCAST
            """)
        #expect(try sent { try $0.add(address) } == [expected])
    }

    @Test func anIPv6AddressIsRemoved() throws {
        let address = InterfaceAddress(
            interface: 5, address: .v6(try IPv6Address(parsing: "fd00::1")), prefixLength: 64)
        let expected = frame(
            """
            40 00 00 00 15 00 05 00 01 00 00 00 00 00 00 00  # 64, RTM_DELADDR, REQUEST|ACK
            0a 40 00 00 05 00 00 00                          # ifaddrmsg: AF_INET6, /64, index 5
            14 00 02 00 fd 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01  # IFA_LOCAL
            14 00 01 00 fd 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01  # IFA_ADDRESS
            """)
        #expect(try sent { try $0.remove(address) } == [expected])
    }

    @Test func aRouteOverARouter() throws {
        let route = NetworkRoute(
            destination: .v4(try IPv4Address(parsing: "10.0.0.0")), prefixLength: 8,
            gateway: .v4(try IPv4Address(parsing: "172.44.0.9")), interface: 5)
        let expected = frame(
            """
            3c 00 00 00 18 00 05 06 01 00 00 00 00 00 00 00  # 60, RTM_NEWROUTE, REQUEST|ACK|EXCL|CREATE
            02 08 00 00 00 04 00 01 00 00 00 00              # rtmsg: AF_INET, /8, RTPROT_STATIC, UNIVERSE, UNICAST
            08 00 01 00 0a 00 00 00                          # RTA_DST
            08 00 05 00 ac 2c 00 09                          # RTA_GATEWAY
            08 00 04 00 05 00 00 00                          # RTA_OIF 5
            08 00 0f 00 fe 00 00 00                          # RTA_TABLE 254
            """)
        #expect(try sent { try $0.add(route) } == [expected])
    }

    @Test func aNeighbourSetByHand() throws {
        let neighbour = NetworkNeighbour(
            interface: 5, address: .v4(try IPv4Address(parsing: "172.44.0.2")),
            linkAddress: try MACAddress(parsing: "02:b0:b0:2c:00:02"))
        let expected = frame(
            """
            30 00 00 00 1c 00 05 05 01 00 00 00 00 00 00 00  # 48, RTM_NEWNEIGH, REQUEST|ACK|REPLACE|CREATE
            02 00 00 00 05 00 00 00 80 00 00 00              # ndmsg: AF_INET, index 5, NUD_PERMANENT
            08 00 01 00 ac 2c 00 02                          # NDA_DST
            0a 00 02 00 02 b0 b0 2c 00 02 00 00              # NDA_LLADDR
            """)
        #expect(try sent { try $0.set(neighbour) } == [expected])
    }

    @Test func aNamespaceGetsANumber() throws {
        let expected = frame(
            """
            24 00 00 00 58 00 05 00 01 00 00 00 00 00 00 00  # 36, RTM_NEWNSID, REQUEST|ACK
            00 00 00 00                                      # rtgenmsg
            08 00 03 00 06 00 00 00                          # NETNSA_FD 6
            08 00 01 00 02 00 00 00                          # NETNSA_NSID 2
            """)
        #expect(try sent { try $0.setNamespaceIdentifier(2, of: 6) } == [expected])
    }

    @Test func sequenceNumbersCount() throws {
        let socket = ScriptedNetlinkSocket(answers: [acknowledgement, acknowledgement])
        let kernel = RouteNetlink(socket: socket)
        for _ in 0..<2 { try kernel.delete(4, named: "x") }
        #expect(socket.sent.map { $0[8] } == [1, 2])
    }
}
