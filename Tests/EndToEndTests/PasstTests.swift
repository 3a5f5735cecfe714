import Glibc
import NetdevBridge
import QEMULauncher
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite(
    "Guests behind passt", .serialized, .timeLimit(.minutes(5)),
    .enabled(if: !GuestUnderTest.all.isEmpty, "no guest: run Scripts/bootstrap"),
    .enabled(if: HostPrograms.has("passt"), "needs the tool 'passt'")
)
struct PasstTests {
    private let launcher = SubprocessLauncher()
    private let address: GuestNetworkAddress

    init() throws {
        address = GuestNetworkAddress(
            network: try IPv4Network(parsing: "10.0.2.15/24"), gateway: try IPv4Address(parsing: "10.0.2.2"))
    }

    private func plan(_ directory: borrowing TemporaryDirectory, port: UInt16) throws -> PasstPlan {
        var plan = PasstPlan(
            socket: directory.path.appending("passt.socket"),
            ports: [PortMapping(hostAddress: .loopback, hostPort: port, guestPort: 8080)],
            user: geteuid() == 0 ? "0:0" : nil)
        plan.guestAddress = address.network
        plan.gateway = address.gateway
        return plan
    }

    /// A service on a port of this host that nobody has.
    private func start(_ directory: borrowing TemporaryDirectory) async throws -> (PasstService, UInt16) {
        for _ in 0..<20 {
            let port = UInt16.random(in: 20_000...30_000)
            do {
                return (try await PasstService.start(try plan(directory, port: port), launcher: launcher), port)
            } catch let error as NetworkError where error.message.contains("bind") {
                continue
            }
        }
        throw LaunchError(.port, "twenty ports are taken", remedy: "Try again.")
    }

    @Test(arguments: GuestUnderTest.all)
    func aServerAnswersThroughIt(guest: GuestUnderTest) async throws {
        let directory = try TemporaryDirectory()
        let program = try await TestProgram(TestProgram.server)
        let (service, port) = try await start(directory)
        defer { service.stop() }
        // Whoever has the port keeps it.
        await #expect {
            _ = try await PasstService.start(
                PasstPlan(
                    socket: directory.path.appending("other"),
                    ports: [
                        PortMapping(hostAddress: .loopback, hostPort: port, guestPort: 80)
                    ], user: geteuid() == 0 ? "0:0" : nil), launcher: launcher)
        } throws: { error in
            (error as? NetworkError)?.code == .toolFailed && "\(error)".contains("\(port)")
        }
        var configuration = guest.configuration(name: "passt", archive: program.archive, arguments: ["/program"])
        configuration.networks = [NetworkAttachment(.socket(service.socket), guestAddress: address)]
        try await withMachine(configuration, launcher: launcher) { machine in
            let report = try await machine.waitUntilReady(.http(port: port), timeout: .seconds(60))
            #expect(report.response?.status == 200)
            #expect(report.response?.body == Array("Hello from C\n".utf8))
            #expect(service.process.isRunning)
            await machine.stop()
            #expect(try await machine.waitUntilExit() == .stopped)
        }
        // It ends with its machine.
        for _ in 0..<500 where service.process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        #expect(!service.process.isRunning)
        service.stop()
        #expect(directory.names() == [])
    }

    @Test func aServiceWithoutAMachineIsStopped() async throws {
        let directory = try TemporaryDirectory()
        let (service, _) = try await start(directory)
        #expect(service.process.isRunning)
        service.stop()
        for _ in 0..<500 where service.process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        #expect(!service.process.isRunning)
        #expect(directory.names() == [])
    }

    @Test func aSocketThatCannotBeMadeIsSaid() async throws {
        let directory = try TemporaryDirectory()
        var plan = try plan(directory, port: 0)
        plan.ports = []
        plan.socket = "/nowhere/passt.socket"
        await #expect { _ = try await PasstService.start(plan, launcher: launcher) } throws: { error in
            (error as? NetworkError)?.code == .toolFailed && "\(error)".contains("/nowhere/passt.socket")
        }
    }
}
