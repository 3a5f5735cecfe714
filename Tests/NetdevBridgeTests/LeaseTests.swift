import Glibc
import NetdevBridge
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite("Leases")
struct LeaseTests {
    private let network: IPv4Network
    private let dead = ProcessIdentity(identifier: 1, startTime: 0)

    init() throws {
        network = try IPv4Network(parsing: "172.44.0.1/29")
    }

    private func allocate(
        _ table: inout LeaseTable, _ machine: String, device: UInt8 = 0, at address: String? = nil,
        owner: ProcessIdentity = .none
    ) throws -> String {
        let wanted = NetworkLease(
            machine: machine, device: device, address: try address.map { try IPv4Address(parsing: $0) } ?? .any,
            owner: owner)
        return try table.allocate(wanted, isFixed: address != nil, isRunning: { $0.isRunning }).lease.address
            .description
    }

    @Test func theLowestFreeAddressIsTaken() throws {
        var table = LeaseTable(network: network)
        #expect(try allocate(&table, "a") == "172.44.0.2")
        #expect(try allocate(&table, "b") == "172.44.0.3")
        #expect(try allocate(&table, "b", device: 1) == "172.44.0.4")
        #expect(try allocate(&table, "c", at: "172.44.0.6") == "172.44.0.6")
        #expect(try allocate(&table, "d") == "172.44.0.5")
        #expect { try allocate(&table, "e") } throws: { ($0 as? NetworkError)?.code == .subnetExhausted }
    }

    @Test func aMachineGetsTheSameAddressAgain() throws {
        var table = LeaseTable(network: network)
        for machine in ["a", "b", "c"] { _ = try allocate(&table, machine) }
        #expect(try table.release(machine: "b", device: 0)?.address.description == "172.44.0.3")
        #expect(try table.release(machine: "b", device: 0) == nil)
        #expect(try allocate(&table, "d") == "172.44.0.5")
        #expect(try allocate(&table, "b") == "172.44.0.3")
        // Only when nothing else is left, the address that was given back first goes to another machine.
        _ = try table.release(machine: "c", device: 0)
        _ = try table.release(machine: "a", device: 0)
        #expect(try allocate(&table, "e") == "172.44.0.6")
        #expect(try allocate(&table, "f") == "172.44.0.4")
        #expect(try allocate(&table, "c") == "172.44.0.2")
    }

    @Test func addressesOfDeadMachinesAreTakenLast() throws {
        var table = LeaseTable(network: network)
        _ = try allocate(&table, "dead", owner: dead)
        for machine in ["a", "b", "c", "d"] { _ = try allocate(&table, machine, owner: .current) }
        #expect(try allocate(&table, "new") == "172.44.0.2")
        #expect { try allocate(&table, "more") } throws: { ($0 as? NetworkError)?.code == .subnetExhausted }
        #expect { try allocate(&table, "a") } throws: { ($0 as? NetworkError)?.code == .leaseHeld }
        // The same process may ask again.
        #expect(try allocate(&table, "a", owner: .current) == "172.44.0.3")
    }

    @Test func fixedAddresses() throws {
        var table = LeaseTable(network: network)
        _ = try allocate(&table, "a", at: "172.44.0.4", owner: .current)
        for (address, code) in [
            ("172.44.0.4", NetworkError.Code.addressInUse), ("172.44.0.1", .addressInUse),
            ("172.44.0.0", .invalidConfiguration), ("172.44.0.7", .invalidConfiguration),
            ("172.44.0.8", .invalidConfiguration), ("10.0.0.1", .invalidConfiguration),
        ] {
            #expect { try allocate(&table, "b", at: address) } throws: { ($0 as? NetworkError)?.code == code }
        }
        #expect(try allocate(&table, "a", at: "172.44.0.5", owner: .current) == "172.44.0.5")
        #expect(try table.held().count == 1)
        #expect(try allocate(&table, "dead", at: "172.44.0.3", owner: dead) == "172.44.0.3")
        #expect(try allocate(&table, "b", at: "172.44.0.3") == "172.44.0.3")
    }

    @Test func theFileIsReadAsItWasWritten() throws {
        var table = LeaseTable(network: network)
        _ = try allocate(
            &table, "web-1.x", at: "172.44.0.5", owner: ProcessIdentity(identifier: 77, startTime: 1 << 60))
        _ = try allocate(&table, "b")
        _ = try table.release(machine: "b", device: 0)
        var lease = try #require(try table.held().first)
        lease.tap = "virbr0-0"
        lease.ownsTap = true
        table.update(lease)
        let text = """
            swift-unikraft-leases 1
            172.44.0.5 held web-1.x 0 77 1152921504606846976 virbr0-0 own
            172.44.0.2 free b 0 0 0 - -

            """
        #expect(String(decoding: table.content, as: UTF8.self) == text)
        let again = try LeaseTable(text: table.content, network: network, path: "leases")
        #expect(again.content == table.content)
        #expect(try again.held() == [lease])
    }

    @Test(arguments: [
        "", "other\n", "172.44.0.2", "172.44.0.2 held\n", "172.44.0.2 lost a 0 0 0 - -\n", "172.44.0.2 held a\n",
        "300.44.0.2 held a 0 0 0 - -\n", "10.0.0.2 held a 0 0 0 - -\n", "172.44.0 held a 0 0 0 - -\n", "\n",
        "9999999999999999999999.1.1.1 held a 0 0 0 - -\n", "172.44.0.2 held a 0 0 0 - -",
    ])
    func aFileOfAnotherFormIsRefused(line: String) {
        let heading = line.isEmpty || line == "other\n" ? "" : "swift-unikraft-leases 1\n"
        #expect { try LeaseTable(text: Array((heading + line).utf8), network: network, path: "p") } throws: { error in
            (error as? NetworkError)?.code == .malformedRecord && (error as? NetworkError)?.position != nil
        }
    }

    @Test func fieldsOfAnotherFormAreRefusedWhenTheyCount() throws {
        for fields in ["a 0 x 0 - -", "a 999 0 0 - -", "a 0 0 0 -", "a 0 0 -1 - -"] {
            let text = "swift-unikraft-leases 1\n172.44.0.2 held \(fields)\n"
            let table = try LeaseTable(text: Array(text.utf8), network: network, path: "p")
            #expect(throws: NetworkError.self) { try table.held() }
        }
    }

    @Test func devicesHaveDistinctAddressesOfTheirOwn() throws {
        let leases = try ["172.44.0.2", "172.44.0.3", "172.44.1.2"].map {
            NetworkLease(machine: "m", address: try IPv4Address(parsing: $0))
        }
        #expect(leases[0].macAddress.description == "02:b0:b0:2c:00:02")
        #expect(Set(leases.map(\.macAddress)).count == 3)
    }

    @Test func processesAreKnownByTheirStart() {
        #expect(ProcessIdentity.current.isRunning)
        #expect(!dead.isRunning)
        #expect(ProcessIdentity.none.isRunning)
        #expect(ProcessIdentity(running: -1) == nil)
    }

    @Test func processesTakeTurns() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path.appending("leases").string
        // 4 processes lease 60 addresses each of 253 and keep them: nothing may be given twice.
        try await withThrowingTaskGroup { group in
            for process in 0..<4 {
                group.addTask {
                    await #expect(processExitsWith: .success) { [path = path as String, process = process as Int] in
                        let network = try IPv4Network(parsing: "172.44.0.1/24")
                        let store = try LeaseStore(
                            StateDirectory.make(FilePath(path), displayPath: FilePath(path)), network: network)
                        for number in 0..<60 {
                            let wanted = NetworkLease(machine: "m\(process)-\(number)", address: .any)
                            try store.update { (table) throws(NetworkError) in
                                _ = try table.allocate(wanted, isFixed: false, isRunning: { $0.isRunning })
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let store = try LeaseStore(
            StateDirectory.make(FilePath(path), displayPath: FilePath(path)),
            network: IPv4Network(parsing: "172.44.0.1/24"))
        let held = try store.held()
        #expect(held.count == 240)
        #expect(Set(held.map(\.address)).count == 240)
        #expect(Set(held.map(\.machine)).count == 240)
    }
}
