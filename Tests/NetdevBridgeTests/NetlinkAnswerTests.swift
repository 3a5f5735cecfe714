import NetdevBridge
import Testing
import UnikraftCore
import UnikraftTesting

@Suite("Answers of the kernel")
struct NetlinkAnswerTests {
    /// Two links in one datagram, as the kernel packs a dump.
    private let twoLinks = frame(
        """
        34 00 00 00 10 00 02 00 00 00 00 00 00 00 00 00  # 52, RTM_NEWLINK, MULTI
        00 00 04 03 01 00 00 00 49 00 01 00 00 00 00 00  # ifinfomsg: loopback, index 1, up
        07 00 03 00 6c 6f 00 00                          # IFLA_IFNAME "lo"
        08 00 04 00 00 00 01 00                          # IFLA_MTU 65536
        04 00 63 00                                      # an attribute that is not known
        70 00 00 00 10 00 02 00 00 00 00 00 00 00 00 00  # 112, RTM_NEWLINK, MULTI
        00 00 01 00 07 00 00 00 02 10 00 00 00 00 00 00  # ifinfomsg: Ethernet, index 7, down
        09 00 03 00 74 61 70 30 00 00 00 00              # IFLA_IFNAME "tap0"
        0a 00 01 00 02 b0 b0 2c 00 02 00 00              # IFLA_ADDRESS
        08 00 0a 00 03 00 00 00                          # IFLA_MASTER 3
        05 00 21 00 01 00 00 00                          # IFLA_CARRIER 1
        28 00 12 00                                      # IFLA_LINKINFO
        08 00 01 00 74 75 6e 00                          #   IFLA_INFO_KIND "tun"
        1c 00 02 80                                      #   IFLA_INFO_DATA with NLA_F_NESTED
        08 00 01 00 e8 03 00 00                          #     IFLA_TUN_OWNER 1000
        05 00 06 00 01 00 00 00                          #     IFLA_TUN_PERSIST 1
        05 00 07 00 00 00 00 00                          #     IFLA_TUN_MULTI_QUEUE 0
        """)

    @Test func everyMessageOfADumpIsRead() throws {
        let socket = ScriptedNetlinkSocket(answers: [twoLinks, twoLinks, dumpEnd])
        let links = try RouteNetlink(socket: socket).links()
        #expect(links.map(\.name) == ["lo", "tap0", "lo", "tap0"])
        let tap = try #require(links.last)
        #expect(tap.kind == "tun")
        #expect(tap.master == 3)
        #expect(tap.hasCarrier)
        #expect(!tap.isUp)
        #expect(tap.address?.description == "02:b0:b0:2c:00:02")
        #expect(tap.tap?.owner == 1000)
        #expect(tap.tap?.isPersistent == true)
        #expect(tap.tap?.isMultiQueue == false)
        #expect(links.first?.mtu == 65536)
        // NLM_F_REQUEST | NLM_F_DUMP
        #expect(socket.sent.map { Array($0[4..<8]) } == [[0x12, 0, 0x01, 0x03]])
    }

    @Test func aDumpThatWasInterruptedIsAskedForAgain() throws {
        var torn = twoLinks
        torn[6] |= 0x10
        let socket = ScriptedNetlinkSocket(answers: [torn, dumpEnd, twoLinks, dumpEnd])
        #expect(try RouteNetlink(socket: socket).links().count == 2)
        #expect(socket.sent.count == 2)
    }

    @Test func aDumpThatNeverHoldsStillIsAnError() {
        var torn = dumpEnd
        torn[6] |= 0x10
        let socket = ScriptedNetlinkSocket(answers: Array(repeating: torn, count: 100))
        #expect { try RouteNetlink(socket: socket).links() } throws: { error in
            (error as? NetworkError)?.code == .dumpInterrupted
        }
        #expect(socket.sent.count == 16)
    }

    @Test func theKernelsOwnWordsAreInTheError() {
        let refusal = frame(
            """
            3c 00 00 00 02 00 00 03 00 00 00 00 00 00 00 00  # 60, NLMSG_ERROR, CAPPED|ACK_TLVS
            ea ff ff ff                                      # -22, EINVAL
            30 00 00 00 13 00 05 00 01 00 00 00 00 00 00 00  # header of the request, whose body is left out
            15 00 01 00 44 65 76 69 63 65 20 69 73 20 6e 6f  # NLMSGERR_ATTR_MSG "Device is no way"
            20 77 61 79 00 00 00 00
            """)
        let socket = ScriptedNetlinkSocket(answers: [refusal])
        #expect { try RouteNetlink(socket: socket).change(9, named: "tap7", LinkChanges()) } throws: { error in
            let error = error as? NetworkError
            return error?.code == .kernelRefused && error?.errno == 22 && error?.operation == "RTM_SETLINK"
                && error?.kernelMessage == "Device is no way" && error?.subject == "tap7"
                && error?.description
                    == "The kernel refused RTM_SETLINK for 'tap7': Device is no way (Invalid argument)."
        }
    }

    @Test func wordsStandAfterTheWholeRequestWhenItIsNotCapped() {
        let refusal = frame(
            """
            3c 00 00 00 02 00 00 02 00 00 00 00 00 00 00 00  # 60, NLMSG_ERROR, ACK_TLVS
            ff ff ff ff                                      # -1, EPERM
            13 00 00 00 13 00 05 00 01 00 00 00 00 00 00 00  # the request: 19 bytes
            aa bb cc 00                                      # its body, padded
            08 00 02 00 10 00 00 00                          # NLMSGERR_ATTR_OFFS
            0a 00 01 00 6e 6f 20 77 61 79 00 00              # NLMSGERR_ATTR_MSG, ends without a zero byte
            """)
        let socket = ScriptedNetlinkSocket(answers: [refusal])
        #expect { try RouteNetlink(socket: socket).change(9, named: "x", LinkChanges()) } throws: { error in
            let error = error as? NetworkError
            return error?.code == .missingCapability && error?.kernelMessage == "no way"
                && error?.message.contains("CAP_NET_ADMIN") == true
        }
    }

    @Test func answersToOlderRequestsArePassedOver() throws {
        var stale = twoLinks
        for offset in [8, 60] { stale[offset] = 99 }
        let socket = ScriptedNetlinkSocket(answers: [stale, twoLinks + dumpEnd])
        #expect(try RouteNetlink(socket: socket).links().count == 2)
    }

    @Test func addressesOfBothVersions() throws {
        let answer = frame(
            """
            28 00 00 00 14 00 02 00 00 00 00 00 00 00 00 00  # 40, RTM_NEWADDR
            02 18 80 00 05 00 00 00                          # AF_INET, /24, index 5
            08 00 01 00 0a 00 00 02                          # IFA_ADDRESS: the other end
            08 00 02 00 0a 00 00 01                          # IFA_LOCAL: ours
            2c 00 00 00 14 00 02 00 00 00 00 00 00 00 00 00  # 44, RTM_NEWADDR
            0a 40 80 fd 05 00 00 00                          # AF_INET6, /64, link scope
            14 00 01 00 fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 01
            1c 00 00 00 14 00 02 00 00 00 00 00 00 00 00 00  # 28, RTM_NEWADDR of another family
            07 08 80 fd 05 00 00 00
            04 00 01 00
            """)
        let addresses = try RouteNetlink(socket: ScriptedNetlinkSocket(answers: [answer, dumpEnd])).addresses()
        #expect(addresses.map(\.description) == ["10.0.0.1/24", "fe80::1/64"])
    }

    @Test func routesAndNeighbours() throws {
        let routes = frame(
            """
            34 00 00 00 18 00 02 00 00 00 00 00 00 00 00 00  # 52, RTM_NEWROUTE
            02 00 00 00 fe 03 00 01 00 00 00 00              # rtmsg: AF_INET, /0, main table
            08 00 0f 00 00 01 00 00                          # RTA_TABLE 256
            08 00 05 00 c0 00 02 01                          # RTA_GATEWAY
            08 00 04 00 04 00 00 00                          # RTA_OIF
            """)
        let route = try #require(
            try RouteNetlink(socket: ScriptedNetlinkSocket(answers: [routes, dumpEnd])).routes().first)
        #expect(route.description == "default")
        #expect(route.gateway?.description == "192.0.2.1")
        #expect(route.interface == 4)
        #expect(route.table == 256)
        let neighbours = frame(
            """
            30 00 00 00 1c 00 02 00 00 00 00 00 00 00 00 00  # 48, RTM_NEWNEIGH
            02 00 00 00 05 00 00 00 02 00 00 01              # ndmsg: index 5, NUD_REACHABLE
            08 00 01 00 0a 00 00 02                          # NDA_DST
            0a 00 02 00 02 b0 b0 00 00 02 00 00              # NDA_LLADDR
            """)
        let neighbour = try #require(
            try RouteNetlink(socket: ScriptedNetlinkSocket(answers: [neighbours, dumpEnd])).neighbours().first)
        #expect(neighbour.state == .reachable)
        #expect(neighbour.linkAddress?.description == "02:b0:b0:00:00:02")
    }

    @Test func statisticsAreEightNumbers() throws {
        var answer = frame(
            """
            64 00 00 00 10 00 02 00 00 00 00 00 00 00 00 00  # 100, RTM_NEWLINK
            00 00 01 00 07 00 00 00 00 00 00 00 00 00 00 00
            44 00 17 00                                      # IFLA_STATS64
            """)
        for number in 1...8 { answer += [UInt8(number), 1, 0, 0, 0, 0, 0, 0] }
        let link = try #require(
            try RouteNetlink(socket: ScriptedNetlinkSocket(answers: [answer, dumpEnd])).links().first)
        #expect(link.statistics?.receivedPackets == 257)
        #expect(link.statistics?.sendDrops == 264)
    }

    @Test(arguments: 0..<112)
    func aCutMessageIsAnErrorAndNoTrap(length: Int) {
        let whole = Array(twoLinks[52...])
        var cut = Array(whole.prefix(length))
        if length >= 16 {
            // Headers that tell the truth about their length, over attributes that do not.
            cut[0] = UInt8(length)
        }
        let socket = ScriptedNetlinkSocket(answers: [cut, dumpEnd])
        do {
            _ = try RouteNetlink(socket: socket).links()
        } catch {
            #expect(error.code == .malformedMessage)
            #expect(error.position != nil)
        }
    }

    @Test func lengthsOutOfRangeAreErrors() {
        for lengths in [[0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0], [15, 0, 0, 0], [53, 0, 0, 0]] {
            var bad = Array(twoLinks.prefix(52))
            bad.replaceSubrange(0..<4, with: lengths.map { UInt8($0) })
            #expect(throws: NetworkError.self) {
                try RouteNetlink(socket: ScriptedNetlinkSocket(answers: [bad, dumpEnd])).links()
            }
        }
    }
}
