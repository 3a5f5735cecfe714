import Glibc
import NetdevBridge
import Testing
import UnikraftCore

@Suite("Taps", .enabled(if: Privilege.networks, Privilege.reason))
struct TapTests {
    @Test func aTapGoesWithItsOwner() throws {
        let namespace = try TestNamespace()
        let name = try InterfaceName(parsing: "tap0")
        do {
            let tap = try TapDevice.make(name, on: namespace.host)
            #expect(tap.fileDescriptor >= 0)
            #expect(try namespace.interfaces().contains("tap0"))
            let told = try tool("ip -n \(namespace.name) -d link show tap0")
            #expect(told.contains("type tap") && told.contains("pi off") && told.contains("vnet_hdr on"))
            #expect(!told.contains("multi_queue on"))
            #expect { _ = try TapDevice.make(name, on: namespace.host) } throws: { error in
                (error as? NetworkError)?.code == .nameTaken
            }
        }
        // A child that another test forks at this moment holds the descriptor until it starts its program.
        for _ in 0..<500 where try namespace.interfaces() != ["lo"] { usleep(10_000) }
        #expect(try namespace.interfaces() == ["lo"])
    }

    @Test func aPersistentTapStaysAndOpensAgain() throws {
        let namespace = try TestNamespace()
        let name = try InterfaceName(parsing: "tap0")
        do {
            let tap = try TapDevice.make(name, on: namespace.host)
            try tap.setOwner(65534)
            try tap.setPersistent(true)
        }
        let link = try #require(try namespace.host.routeNetlink().link(named: name))
        #expect(link.tap?.owner == 65534 && link.tap?.isPersistent == true && link.tap?.isMultiQueue == false)
        let again = try TapDevice.openExisting(name, on: namespace.host)
        #expect { _ = try TapDevice.openExisting(name, on: namespace.host) } throws: { error in
            (error as? NetworkError)?.code == .tapBusy
        }
        try again.setPersistent(false)
        let number = again.release()
        #expect(try namespace.interfaces().contains("tap0"))
        close(number)
        #expect(try namespace.interfaces() == ["lo"])
    }

    @Test func whatIsNoTapIsNotOpened() throws {
        let namespace = try TestNamespace()
        #expect(throws: NetworkError.self) {
            _ = try TapDevice.openExisting(try InterfaceName(parsing: "lo"), on: namespace.host)
        }
        #expect(throws: NetworkError.self) {
            _ = try TapDevice.openExisting(try InterfaceName(parsing: "none"), on: namespace.host)
        }
        #expect(try namespace.interfaces() == ["lo"])
    }
}
