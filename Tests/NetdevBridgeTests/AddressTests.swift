import NetdevBridge
import Testing
import UnikraftCore

@Suite("Names and addresses")
struct AddressTests {
    @Test(arguments: ["virbr0", "a", "br-1.2_x", "123456789012345", "0"])
    func namesOfInterfaces(text: String) throws {
        #expect(try InterfaceName(parsing: text).text == text)
    }

    @Test(arguments: [
        "", "1234567890123456", "a/b", "a b", "..", "-a", "a:1", "br%d", "all", "default", "é", "a\n", "a\u{0}",
    ])
    func refusedNames(text: String) {
        #expect(throws: InvalidValue.self) { try InterfaceName(parsing: text) }
    }

    @Test(arguments: [
        ("::", "::"), ("::1", "::1"), ("fd00::1", "fd00::1"), ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"), ("1::", "1::"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ])
    func ipv6Addresses(text: String, printed: String) throws {
        #expect(try IPv6Address(parsing: text).description == printed)
    }

    @Test(arguments: [
        "", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "+1::", "1:2:3:4:5:6:7:8::",
    ])
    func refusedIPv6Addresses(text: String) {
        #expect(throws: InvalidValue.self) { try IPv6Address(parsing: text) }
    }

    @Test func whatTheGuestIsTold() throws {
        let network = try IPv4Network(parsing: "172.44.0.2/24")
        let gateway = try IPv4Address(parsing: "172.44.0.1")
        let server = try IPv4Address(parsing: "9.9.9.9")
        #expect(try GuestAddress(network: network).description == "172.44.0.2/24")
        #expect(try GuestAddress(network: network, gateway: gateway).description == "172.44.0.2/24:172.44.0.1")
        #expect(
            try GuestAddress(network: network, gateway: gateway, nameServers: [server], domain: "example.test")
                .description == "172.44.0.2/24:172.44.0.1:9.9.9.9:::example.test")
        #expect(
            try GuestAddress(
                network: network, gateway: gateway, nameServers: [server, gateway], hostName: "web", domain: "test"
            ).description == "172.44.0.2/24:172.44.0.1:9.9.9.9:172.44.0.1:web:test")
        #expect(throws: InvalidValue.self) { try GuestAddress(network: network, hostName: "a:b") }
        #expect(throws: InvalidValue.self) { try GuestAddress(network: network, hostName: "a b") }
        #expect(throws: InvalidValue.self) { try GuestAddress(network: network, domain: "") }
        #expect(throws: InvalidValue.self) {
            try GuestAddress(network: network, nameServers: [server, server, server])
        }
    }

    @Test func tapsOfLongNamesStayApart() throws {
        let short = try InterfaceName(parsing: "virbr0")
        let long = try InterfaceName(parsing: "production-net1")
        let other = try InterfaceName(parsing: "production-net2")
        #expect(TapNames.name(0, of: short)?.text == "virbr0-0")
        #expect(TapNames.name(9999, of: long)?.text.utf8.count == 15)
        #expect(TapNames.name(1, of: long) != TapNames.name(1, of: other))
        #expect(TapNames.name(10000, of: short) == nil)
        #expect(TapNames.free(of: short, except: ["virbr0-0", "virbr0-2"])?.text == "virbr0-1")
    }
}
