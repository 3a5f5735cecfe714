import Testing
import UnikraftCore

@Suite("Small values")
struct ValueTests {
    @Test(arguments: [
        ("8080:80", "8080:80"), ("127.0.0.1:8080:80", "127.0.0.1:8080:80"), ("0.0.0.0:53:53/UDP", "53:53/udp"),
        ("0:80/tcp", "0:80"),
    ])
    func portMappings(text: String, printed: String) throws {
        #expect(try PortMapping.parse(text).map(\.description) == [printed])
    }

    @Test func portRange() throws {
        let mappings = try PortMapping.parse("8000-8002:80-82")
        #expect(mappings.map(\.description) == ["8000:80", "8001:81", "8002:82"])
        #expect(try PortMapping.parse("0-65535:1-65535".replacing("0-6", with: "1-6")).count == 65535)
    }

    @Test(arguments: [
        "", "80", ":", "8080:", ":80", "8080:0", "70000:80", "8080:80/sctp", "8080:80/tcp/udp", "1:2:3:4",
        "8000-8002:80-81", "82-80:80-82", "-1:80", "+1:80", "a:80", "300.0.0.1:80:80", "01.0.0.1:80:80", "1-2-3:1-3",
    ])
    func refusedPortMappings(text: String) {
        #expect(throws: InvalidValue.self) { try PortMapping.parse(text) }
    }

    @Test func networks() throws {
        let network = try IPv4Network(parsing: "172.44.0.1/24")
        #expect(network.networkAddress.description == "172.44.0.0")
        #expect(network.broadcastAddress.description == "172.44.0.255")
        #expect(try network.contains(IPv4Address(parsing: "172.44.0.200")))
        #expect(try !network.contains(IPv4Address(parsing: "172.44.1.0")))
        #expect(try network.overlaps(IPv4Network(parsing: "172.0.0.0/8")))
        #expect(try IPv4Network(parsing: "172.0.0.0/8").overlaps(network))
        #expect(try !network.overlaps(IPv4Network(parsing: "172.44.1.0/24")))
        #expect(try IPv4Network(parsing: "1.2.3.4/0").mask == 0)
        #expect(try IPv4Network(parsing: "1.2.3.4/32").broadcastAddress.description == "1.2.3.4")
    }

    @Test(arguments: ["", "1.2.3.4", "1.2.3.4/33", "1.2.3.4/-1", "1.2.3.4/+1", "1.2.3/8", "1.2.3.4/8/9", "1.2.3.4/"])
    func refusedNetworks(text: String) {
        #expect(throws: InvalidValue.self) { try IPv4Network(parsing: text) }
    }

    @Test func macAddresses() throws {
        #expect(try MACAddress(parsing: "02-B0-b0:00:00:0a").description == "02:b0:b0:00:00:0a")
        #expect(MACAddress.unikraft(machine: 0xd3d2, index: 1).description == "02:b0:b0:d3:d2:01")
        let refused = [
            "", "02:b0:b0:00:00", "02:b0:b0:00:00:0g", "02:b0:b0:00:00:1", "03:00:00:00:00:01", "+2:+0:00:00:00:01",
        ]
        for text in refused {
            #expect(throws: InvalidValue.self) { try MACAddress(parsing: text) }
        }
    }

    @Test func amountsOfMemory() throws {
        #expect(try ByteCount(parsing: "128M") == .mebibytes(128))
        #expect(try ByteCount(parsing: "1GiB").bytes == 1 << 30)
        #expect(try ByteCount(parsing: "1").mebibytesRoundedUp == 1)
        #expect(ByteCount(bytes: 10_800_000).description == "10.2 MiB")
        for text in ["", "M", "1X", "-1M", "99999999999T", "1 M"] {
            #expect(throws: InvalidValue.self) { try ByteCount(parsing: text) }
        }
    }

    @Test func namesOfArchitecturesAndPlatforms() throws {
        #expect(try Architecture(parsing: "AMD64") == .x86_64)
        #expect(try Architecture(parsing: "aarch64") == .arm64)
        #expect(try Platform(parsing: "kvm") == .qemu)
        #expect(try Platform(parsing: "firecracker").description == "fc")
        #expect(throws: InvalidValue.self) { try Architecture(parsing: "riscv64") }
        #expect(throws: InvalidValue.self) { try Platform(parsing: "") }
    }
}
