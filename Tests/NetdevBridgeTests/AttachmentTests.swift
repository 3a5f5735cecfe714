import Glibc
import NetdevBridge
import SystemPackage
import Testing
import UnikraftCore

@Suite("Machines on networks", .enabled(if: Privilege.networks, Privilege.reason))
struct AttachmentTests {
    private let name: InterfaceName

    init() throws {
        name = try InterfaceName(parsing: "virbr0")
    }

    private func configuration() throws -> NetworkConfiguration {
        NetworkConfiguration(name: name, subnet: try IPv4Network(parsing: "172.44.0.1/24"))
    }

    @Test func whatWouldKeepAMachineAwayIsKnownBefore() async throws {
        let namespace = try TestNamespace()
        let manager = namespace.manager()
        let name = try InterfaceName(parsing: "virbr0")
        func code(_ machine: String, _ address: String? = nil) throws -> NetworkError.Code? {
            do throws(NetworkError) {
                let address = try? address.map { try IPv4Address(parsing: $0) }
                try manager.check(AttachmentRequest(machine: machine, address: address), for: name)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(try code("web") == .networkNotFound)
        try await manager.create(NetworkConfiguration(name: name, subnet: try IPv4Network(parsing: "172.44.0.1/24")))
        #expect(try code("web", "172.44.0.9") == nil)
        #expect(try manager.network(name).leases.isEmpty)
        #expect(try code("web", "172.44.0.1") == .addressInUse)
        #expect(try code("web", "172.45.0.9") == .invalidConfiguration)
        let interface = try manager.attach(AttachmentRequest(machine: "web"), to: name)
        #expect(try code("db", "\(interface.lease.address)") == .addressInUse)
        try manager.detach(interface.lease, from: name)
        try await manager.remove(name)
        #expect(try namespace.leftovers() == [])
    }

    @Test func rootGetsATapThatGoesWithTheLease() async throws {
        let namespace = try TestNamespace()
        let manager = namespace.manager()
        var wanted = try configuration()
        wanted.nameServers = [try IPv4Address(parsing: "9.9.9.9")]
        try await manager.create(wanted)
        let first = try manager.attach(AttachmentRequest(machine: "web", hostName: "web"), to: name)
        #expect(first.guestAddress.description == "172.44.0.2/24:172.44.0.1:9.9.9.9::web")
        #expect(first.macAddress.description == "02:b0:b0:2c:00:02")
        #expect(first.tap.text == "virbr0-0")
        let told = try tool("ip -n \(namespace.name) -d link show virbr0-0")
        #expect(told.contains("master virbr0") && told.contains("persist on") && told.contains(",UP"))
        let second = try manager.attach(AttachmentRequest(machine: "db"), to: name)
        #expect(second.guestAddress.network.description == "172.44.0.3/24")
        #expect(second.tap != first.tap)
        // The same machine again, in the same process: the same address and a tap.
        let again = try manager.attach(AttachmentRequest(machine: "web"), to: name)
        #expect(again.lease.address == first.lease.address)
        await #expect { try await manager.remove(name) } throws: { error in
            (error as? NetworkError)?.code == .networkInUse && "\(error)".contains("db, web")
        }
        await #expect(throws: NetworkError.self) { try await manager.setDown(name) }
        try manager.detach(first.lease, from: name)
        try manager.detach(first.lease, from: name)
        #expect(try namespace.interfaces().sorted() == ["lo", "virbr0", "virbr0-1"])
        try await manager.remove(name, force: true)
        #expect(try namespace.interfaces() == ["lo"])
    }

    @Test func severalNetworksAndFixedAddresses() async throws {
        let namespace = try TestNamespace()
        let manager = namespace.manager()
        let other = try InterfaceName(parsing: "virbr1")
        try await manager.create(try configuration())
        try await manager.create(
            NetworkConfiguration(name: other, subnet: try IPv4Network(parsing: "172.45.0.1/24")))
        let fixed = AttachmentRequest(machine: "web", address: try IPv4Address(parsing: "172.44.0.77"))
        let one = try manager.attach(fixed, to: name)
        let two = try manager.attach(AttachmentRequest(machine: "web", device: 1), to: other)
        #expect(one.macAddress.description == "02:b0:b0:2c:00:4d")
        #expect(one.macAddress != two.macAddress)
        #expect {
            try manager.attach(AttachmentRequest(machine: "x", address: fixed.address), to: name)
        } throws: { ($0 as? NetworkError)?.code == .addressInUse }
        #expect { try manager.attach(AttachmentRequest(machine: "a b"), to: name) } throws: {
            ($0 as? NetworkError)?.code == .invalidName
        }
        #expect(try manager.network(name).leases.count == 1)
    }

    @Test func addressesOfDeadMachinesComeBack() async throws {
        let namespace = try TestNamespace()
        let manager = namespace.manager()
        try await manager.create(try configuration())
        let dead = ProcessIdentity(identifier: 1, startTime: 0)
        let interface = try manager.attach(AttachmentRequest(machine: "web"), to: name)
        try manager.transfer(interface.lease, on: name, to: dead)
        #expect(try manager.reclaim(name).map(\.machine) == ["web"])
        #expect(try manager.reclaim(name) == [])
        #expect(try namespace.interfaces().sorted() == ["lo", "virbr0"])
        #expect { try manager.transfer(interface.lease, on: name, to: .current) } throws: {
            ($0 as? NetworkError)?.code == .leaseNotFound
        }
        // A dead machine's name is free, and its tap goes.
        try manager.transfer(try manager.attach(AttachmentRequest(machine: "web"), to: name).lease, on: name, to: dead)
        #expect(try manager.attach(AttachmentRequest(machine: "web"), to: name).lease.owner == .current)
        #expect(try namespace.interfaces().count == 3)
    }

    @Test func aTiedTapGoesWithItsValue() async throws {
        let namespace = try TestNamespace()
        let manager = namespace.manager()
        try await manager.create(try configuration())
        do {
            let tied = try manager.attachTied(AttachmentRequest(machine: "web"), to: name)
            #expect(tied.tap.name == tied.interface.tap)
            #expect(try manager.network(name).taps.map(\.isOpen) == [true])
            // Whoever has a tap open uses the network, with a lease or without.
            try manager.transfer(tied.interface.lease, on: name, to: .none)
            await #expect { try await manager.remove(name) } throws: { "\($0)".contains(": web.") }
        }
        #expect(try namespace.interfaces().sorted() == ["lo", "virbr0"])
        try manager.detach(NetworkLease(machine: "web", address: .any), from: name)
        #expect(try manager.network(name).leases == [])
    }

    @Test(.enabled(if: Privilege.users, Privilege.userReason))
    func aUserNeedsNoRootAfterwards() async throws {
        let namespace = try TestNamespace()
        let manager = namespace.manager()
        var wanted = try configuration()
        wanted.user = NetworkUser(identifier: 65534, group: 65534)
        wanted.tapCount = 2
        #expect(try await manager.create(wanted).taps.map(\.owner) == [65534, 65534])
        let (space, records) = (namespace.name, namespace.records.string)
        // The namespace is entered first: that needs privilege, which machines of the host itself do not.
        await #expect(processExitsWith: .success) { [space = space as String, records = records as String] in
            let name = try InterfaceName(parsing: "virbr0")
            let socket = try NetworkHost(namespace: FilePath("/run/netns/\(space)")).inside { () throws(NetworkError) in
                try KernelNetlinkSocket()
            }
            guard setgid(65534) == 0, setuid(65534) == 0 else { exit(9) }
            let manager = NetworkManager(directory: FilePath(records), host: NetworkHost(makeSocket: { socket }))
            let first = try manager.attach(AttachmentRequest(machine: "a", owner: .none), to: name)
            let second = try manager.attach(AttachmentRequest(machine: "b", owner: .none), to: name)
            #expect(first.tap != second.tap && !first.lease.ownsTap)
            #expect {
                try manager.attach(AttachmentRequest(machine: "c"), to: name)
            } throws: { error in
                (error as? NetworkError)?.code == .noFreeTap && "\(error)".contains("kraft net create")
                    && "\(error)".contains("--taps 3")
            }
            try manager.detach(second.lease, from: name)
            let third = try manager.attach(AttachmentRequest(machine: "c", owner: .none), to: name)
            #expect(third.tap == second.tap && third.lease.address != second.lease.address)
            #expect(try manager.networks().count == 1)
            await #expect { try await manager.remove(name) } throws: { error in
                (error as? NetworkError)?.code == .missingCapability && "\(error)".contains("Run the command as root.")
            }
        }
        // More taps are made by the same command.
        wanted.tapCount = 3
        #expect(try await manager.create(wanted).taps.count == 3)
        #expect(try manager.network(name).leases.map(\.machine).sorted() == ["a", "c"])
        try await manager.remove(name)
        #expect(try namespace.interfaces() == ["lo"])
        #expect(namespace.recordNames() == [])
    }

    @Test(.enabled(if: Privilege.machinesOfUsers, Privilege.userMachineReason))
    func aUserStartsAMachineWithATap() async throws {
        let namespace = try TestNamespace()
        let manager = namespace.manager()
        var wanted = try configuration()
        wanted.user = try NetworkUser(named: "65534")
        wanted.tapCount = 2
        try await manager.create(wanted)
        // What the user takes leases in is the user's own, and nobody else's.
        let leases = namespace.records.appending("virbr0").appending("leases")
        #expect(try tool("stat -c %u:%a \(leases) \(leases)/lock") == "65534:755\n65534:600\n")
        let script = namespace.directory.appending("start.sh")
        let state = try StateDirectory.make(namespace.directory, displayPath: namespace.directory)
        // The device of taps is open to users, as distributions have it; whoever enters the namespace sees this one.
        try state.write(
            "start.sh",
            Array(
                """
                mount -t tmpfs none /dev/net; mknod -m 666 /dev/net/tun c 10 200
                { echo '{"execute":"qmp_capabilities"}'; echo '{"execute":"quit"}'; sleep 1; } |
                setpriv --reuid $1 --regid $1 --clear-groups qemu-system-x86_64 -machine none -nodefaults \
                    -display none -qmp stdio -netdev tap,id=net0,ifname=$2,script=no,downscript=no 2>&1 || true
                """.utf8))
        func start(_ user: Int, _ tap: String) throws -> String {
            try namespace.inside("sh \(script) \(user) \(tap)")
        }
        for tap in ["virbr0-0", "virbr0-1"] {
            let said = try start(65534, tap)
            #expect(said.contains("SHUTDOWN"), "\(said)")
        }
        // Another user may not open it, and nobody makes a new one without privilege.
        for (user, tap) in [(65533, "virbr0-0"), (65534, "virbr0-7")] {
            let said = try start(user, tap)
            #expect(said.contains("could not configure") && !said.contains("SHUTDOWN"), "\(said)")
        }
        try await manager.remove(name, force: true)
    }

    @Test(.enabled(if: Privilege.users, Privilege.userReason))
    func whatAUserPutsInTheWayIsRefused() async throws {
        let namespace = try TestNamespace()
        let manager = namespace.manager()
        var wanted = try configuration()
        wanted.user = NetworkUser(identifier: 65534, group: 65534)
        wanted.tapCount = 1
        try await manager.create(wanted)
        let own = namespace.records.appending("virbr0")
        let file = own.appending("leases").appending("leases").string
        let request = AttachmentRequest(machine: "web")
        func attachIsRefused(_ place: String) {
            #expect {
                try manager.attach(request, to: name)
            } throws: { error in
                (error as? NetworkError)?.code == .untrustedFile && "\(error)".contains(place)
            }
        }
        // The user's file leads elsewhere; then it belongs to a stranger.
        #expect(symlink("/etc/passwd", file) == 0)
        attachIsRefused("leases")
        unlink(file)
        let interface = try manager.attach(request, to: name)
        chown(file, 65533, 65533)
        attachIsRefused("it belongs to user 65533")
        chown(file, 65534, 65534)
        try manager.detach(interface.lease, from: name)
        // The network's own directory is the user's doing, or a link.
        chown(own.string, 65534, 65534)
        attachIsRefused("it belongs to user 65534")
        chown(own.string, 0, 0)
        #expect(rename(own.string, "\(own)-real") == 0 && symlink("virbr0-real", own.string) == 0)
        attachIsRefused("symlink")
        #expect(unlink(own.string) == 0 && rename("\(own)-real", own.string) == 0)
        try await manager.remove(name)
        #expect(namespace.recordNames() == [])
    }
}
