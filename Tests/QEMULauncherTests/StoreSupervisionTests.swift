import Glibc
import SubprocessLauncher
import SystemPackage
import SystemSupport
import Testing
import UnikraftCore
import UnikraftTesting

@testable import QEMULauncher

/// Stored machines whose QEMU is a shell that writes a console and ends.
@Suite("Supervision of machines in the background", .timeLimit(.minutes(5)))
final class StoreSupervisionTests {
    let directory: TemporaryDirectory
    let launcher = SubprocessLauncher()

    init() throws { directory = try TemporaryDirectory() }

    static let crash = #"echo 'Powered by Unikraft\n[    0.1] CRIT: [libukvmem] page fault at 0x0' > console.log"#

    private func store(_ script: String, _ policy: RestartPolicy) throws -> MachineStore {
        var store = try MachineStore(directory: directory.path)
        store.supervisionPatience = .milliseconds(50)
        let place = directory.path.appending("web")
        try #require(mkdir(place.string, 0o700) == 0)
        var record = MachineRecord(
            name: "web", createdAt: 1, startedAt: 1, kernel: "kernel", executable: "/bin/sh",
            arguments: ["-c", script], isDevelopmentGuest: false, commandLine: "", memoryMebibytes: 64,
            accelerator: "tcg", ports: [])
        record.restartPolicy = policy.description
        try record.write(place)
        return store
    }

    private static func supervise(
        _ store: MachineStore, wait: Duration, events: AsyncStream<SupervisionEvent>.Continuation
    ) async throws -> MachineExit {
        var machine = try store.machine(named: "web")
        try await machine.start(launcher: SubprocessLauncher())
        return try await store.supervise("web", launcher: SubprocessLauncher(), backoff: RestartBackoff(initial: wait))
        {
            events.yield($0)
        }
    }

    @Test func aMachineThatFailsIsStartedAsOftenAsItsPolicyWants() async throws {
        let store = try store(Self.crash, .onFailure(maximum: 2))
        let events = AsyncStream.makeStream(of: SupervisionEvent.self)
        let exit = try await Self.supervise(store, wait: .milliseconds(1), events: events.continuation)
        guard case .crashed = exit else {
            Issue.record("\(exit)")
            return
        }
        events.continuation.finish()
        var starts: [Int] = []
        for await event in events.stream { if case .started(let restarts) = event { starts.append(restarts) } }
        #expect(starts == [0, 1, 2])
        let record = try store.machine(named: "web").record
        #expect(record.restarts == 2)
        #expect(record.supervisor == MachineProcess(of: getpid()))
    }

    @Test func oneThatEndsWellIsLeftAlone() async throws {
        let store = try store("echo 'Powered by Unikraft' > console.log", .onFailure(maximum: nil))
        let events = AsyncStream.makeStream(of: SupervisionEvent.self)
        let exit = try await Self.supervise(store, wait: .milliseconds(1), events: events.continuation)
        #expect(exit == .finished(status: nil))
    }

    @Test(arguments: [true, false])
    func whatItsOwnerStopsOrRemovesMeanwhileIsNotStarted(isRemoved: Bool) async throws {
        let store = try store(Self.crash, .always)
        let events = AsyncStream.makeStream(of: SupervisionEvent.self)
        async let exit = Self.supervise(store, wait: .seconds(50), events: events.continuation)
        for await event in events.stream { if case .waiting = event { break } }
        var machine = try store.machine(named: "web")
        #expect(machine.isWaitingToRestart)
        await #expect {
            try await store.supervise("web", launcher: launcher)
        } throws: { error in
            (error as? LaunchError)?.code == .taken
        }
        if isRemoved { try await machine.remove() } else { try await machine.stop() }
        #expect(try await exit == .stopped)
        #expect(await store.machines().map(\.isWaitingToRestart) == (isRemoved ? [] : [false]))
    }

    @Test func oneThatCannotBeStartedAgainIsToldOf() async throws {
        let script = "if [ -e again ]; then echo no more >&2; exit 1; fi; touch again; \(Self.crash)"
        let store = try store(script, .onFailure(maximum: 1))
        let events = AsyncStream.makeStream(of: SupervisionEvent.self)
        let exit = try await Self.supervise(store, wait: .milliseconds(1), events: events.continuation)
        events.continuation.finish()
        #expect(!exit.isSuccess && exit.description.contains("no more"))
        var failures = 0
        for await event in events.stream { if case .startFailed = event { failures += 1 } }
        #expect(failures == 1)
    }

    @Test(arguments: ["never", "always", "on-failure", "on-failure:3"])
    func policiesAreWrittenAsTheyAreRead(text: String) throws {
        #expect(try RestartPolicy(parsing: text).description == text)
    }

    @Test func aTransientMachineHasNoPolicy() async throws {
        let store = try MachineStore(directory: directory.path)
        await #expect {
            try await store.start(
                MachineConfiguration(kernel: "kernel"), launcher: launcher, isTransient: true, restartPolicy: .always)
        } throws: { error in
            (error as? LaunchError)?.code == .configuration
        }
    }
}
