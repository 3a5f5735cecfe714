import Glibc
import QEMULauncher
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite(
    "Guests that really boot", .serialized, .timeLimit(.minutes(5)),
    .enabled(if: !GuestUnderTest.all.isEmpty, "no guest: run Scripts/bootstrap")
)
struct BootTests {
    let launcher = SubprocessLauncher()

    @Test(arguments: GuestUnderTest.all)
    func argumentsAndEnvironmentArrive(guest: GuestUnderTest) async throws {
        let program = try await TestProgram(TestProgram.printsArguments)
        let arguments = ["7", "two words", "\"", "\\", "it's", "--", "a=b", "[1]"]
        var configuration = guest.configuration(
            name: "arguments", archive: program.archive, arguments: ["/program"] + arguments)
        configuration.commandLine.environment = [EnvironmentVariable(name: "WORD", value: "x \"y\" [z]")]
        try await withMachine(configuration, launcher: launcher) { machine in
            let exit = try await machine.waitUntilExit()
            for (index, argument) in arguments.enumerated() {
                #expect(hasLine(machine, "argv[\(index + 1)]=<\(argument)>"))
            }
            #expect(hasLine(machine, "WORD=<x \"y\" [z]>"))
            #expect(exit == .finished(status: guest.reportsStatus ? 7 : nil))
        }
    }

    /// The most words that a guest keeps: the kernel's path, five of parameters, the program and 53 more.
    @Test(arguments: GuestUnderTest.all)
    func sixtyWordsArrive(guest: GuestUnderTest) async throws {
        let program = try await TestProgram(TestProgram.printsArguments)
        let words = (1...51).map { $0 % 2 == 0 ? "two words" : "w\($0)" } + ["last"]
        var configuration = guest.configuration(
            name: "words", archive: program.archive, arguments: ["/program", "0"] + words)
        try await withMachine(configuration, launcher: launcher) { machine in
            _ = try await machine.waitUntilExit()
            #expect(hasLine(machine, "argv[53]=<last>"))
            configuration.commandLine.arguments.append("more")
            await #expect(throws: LaunchError.self) {
                try await PreparedMachine(configuration, launcher: launcher)
            }
        }
    }

    @Test(arguments: GuestUnderTest.all)
    func aServerAnswersThroughEveryPublishedPort(guest: GuestUnderTest) async throws {
        let program = try await TestProgram(TestProgram.server)
        var configuration = guest.configuration(name: "server", archive: program.archive, arguments: ["/program"])
        configuration.ports = [
            PortMapping(hostAddress: .loopback, hostPort: 0, guestPort: 8080),
            PortMapping(hostAddress: .loopback, hostPort: 0, guestPort: 8080),
            PortMapping(hostAddress: .loopback, hostPort: 0, guestPort: 53, transport: .udp),
        ]
        try await withMachine(configuration, launcher: launcher) { machine in
            let ports = machine.plan.ports
            #expect(Set(ports.map(\.hostPort)).count == 3)
            for port in ports.prefix(2) {
                let report = try await machine.waitUntilReady(.http(port: port.hostPort))
                #expect(report.response?.status == 200)
                #expect(report.response?.body == Array("Hello from C\n".utf8))
            }
            _ = try await machine.waitUntilReady(.tcp(port: ports[0].hostPort))
            _ = try await machine.waitUntilReady(.consoleLine(containing: "listening"))
            #expect(machine.exitStatus == nil)
            await machine.stop()
            #expect(try await machine.waitUntilExit() == .stopped)
        }
    }

    @Test(arguments: GuestUnderTest.all)
    func aCrashIsToldApart(guest: GuestUnderTest) async throws {
        let program = try await TestProgram("int main(void) { *(volatile int *)0 = 1; return 0; }")
        let configuration = guest.configuration(name: "crash", archive: program.archive, arguments: ["/program"])
        try await withMachine(configuration, launcher: launcher) { machine in
            let exit = try await machine.waitUntilExit()
            switch exit {
            case .programKilled(let signal): #expect(signal.contains("11"))
            case .crashed(let lines): #expect(lines.first?.contains("page fault at 0x0") == true)
            case let other: Issue.record("\(other)")
            }
        }
    }

    @Test(arguments: GuestUnderTest.all)
    func whatCannotRunIsExplained(guest: GuestUnderTest) async throws {
        let program = try await TestProgram("int main(void) { return 0; }", flags: ["-static", "-no-pie"])
        for (path, expected) in [("/program", "position-independent"), ("/missing", "No such file")] {
            let configuration = guest.configuration(name: "refused", archive: program.archive, arguments: [path])
            try await withMachine(configuration, launcher: launcher) { machine in
                let exit = try await machine.waitUntilExit()
                guard case .bootFailed(let failure) = exit else {
                    Issue.record("\(path): \(exit); \(machine.console.lines.suffix(5))")
                    return
                }
                #expect(failure.message.contains(expected))
            }
        }
    }

    @Test(arguments: GuestUnderTest.all)
    func aPausedGuestIsSilentAndGoesOn(guest: GuestUnderTest) async throws {
        let program = try await TestProgram(TestProgram.server)
        var configuration = guest.configuration(name: "paused", archive: program.archive, arguments: ["/program"])
        configuration.ports = [PortMapping(hostAddress: .loopback, hostPort: 0, guestPort: 8080)]
        try await withMachine(configuration, launcher: launcher) { machine in
            let port = machine.plan.ports[0].hostPort
            _ = try await machine.waitUntilReady(.http(port: port))
            #expect(machine.currentState == .running)
            try await machine.pause()
            #expect(try await machine.control.execute(QMP.QueryStatus()).status == "paused")
            await #expect {
                try await machine.waitUntilReady(.http(port: port), timeout: .milliseconds(300))
            } throws: { error in
                (error as? LaunchError)?.code == .timeout
            }
            try await machine.resume()
            _ = try await machine.waitUntilReady(.http(port: port))
            #expect(machine.currentState == .running)
            let metrics = try #require(machine.metrics)
            #expect(metrics.processorTime > .zero)
            #expect(metrics.residentBytes > 1 << 20)
            let phases = machine.startupPhases
            #expect(phases.spawned != nil && phases.controlled != nil && phases.banner != nil)
            await machine.stop(grace: .milliseconds(200))
            #expect(machine.currentState == .stopped)
            #expect(machine.metrics == nil)
        }
    }

    @Test(arguments: GuestUnderTest.all)
    func aMachineThatEndsIsNotWaitedFor(guest: GuestUnderTest) async throws {
        let program = try await TestProgram("int main(void) { return 3; }")
        var configuration = guest.configuration(name: "ended", archive: program.archive, arguments: ["/program"])
        configuration.ports = [PortMapping(hostAddress: .loopback, hostPort: 0, guestPort: 8080)]
        try await withMachine(configuration, launcher: launcher) { machine in
            await #expect {
                try await machine.waitUntilReady(.http(port: machine.plan.ports[0].hostPort))
            } throws: { error in
                (error as? LaunchError)?.code == .guestEnded
            }
        }
    }

    @Test(arguments: GuestUnderTest.all)
    func cancellationStopsTheMachine(guest: GuestUnderTest) async throws {
        let program = try await TestProgram(TestProgram.server)
        let configuration = guest.configuration(name: "cancelled", archive: program.archive, arguments: ["/program"])
        let machines = AsyncStream.makeStream(of: Machine.self)
        let task = Task {
            try await withMachine(configuration, launcher: SubprocessLauncher()) { machine in
                machines.continuation.yield(machine)
                _ = try await machine.waitUntilExit()
            }
        }
        var iterator = machines.stream.makeAsyncIterator()
        let machine = try #require(await iterator.next())
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(machine.exitStatus == .stopped)
    }

    @Test(arguments: GuestUnderTest.all)
    func pathsThatQEMUWouldCutAreLinked(guest: GuestUnderTest) async throws {
        let program = try await TestProgram(TestProgram.printsArguments)
        let directory = try TemporaryDirectory()
        let awkward = directory.path.appending("a kernel, and 'more'")
        #expect(symlink(guest.kernel.string, awkward.string) == 0)
        let archive = directory.path.appending("an archive, too.cpio")
        #expect(symlink(program.archive.string, archive.string) == 0)
        var configuration = guest.configuration(
            name: "awkward", archive: archive, arguments: ["/program", "0", "word"])
        configuration.kernel = awkward
        try await withMachine(configuration, launcher: launcher) { machine in
            _ = try await machine.waitUntilExit()
            #expect(hasLine(machine, "argv[2]=<word>"))
        }
    }

    @Test(arguments: GuestUnderTest.all)
    func aConsoleIsKeptInAFile(guest: GuestUnderTest) async throws {
        let program = try await TestProgram(TestProgram.printsArguments)
        let configuration = guest.configuration(
            name: "kept", archive: program.archive, arguments: ["/program", "0", "kept"])
        let log = program.directory.path.appending("console.log")
        try await withMachine(configuration, launcher: launcher, options: MachineOptions(consoleLog: log)) { machine in
            _ = try await machine.waitUntilExit()
        }
        #expect(String(decoding: try program.directory.read("console.log"), as: UTF8.self).contains("argv[2]=<kept>"))
    }

    /// Whether the console has a line; a function of its own, so that a failure does not print the whole console.
    private func hasLine(_ machine: Machine, _ text: String) -> Bool {
        machine.console.lines.contains { $0.text == text }
    }
}
