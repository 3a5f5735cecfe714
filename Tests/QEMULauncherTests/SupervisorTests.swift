import Synchronization
import Testing
import UnikraftCore
import UnikraftTesting

@testable import QEMULauncher

/// A machine that ends when a test says so, and is as well as it says.
private final class PlayedMachine: SupervisedMachine {
    private let exit = Latch<MachineExit>()
    private let health: @Sendable (Int) -> String?
    private let count = Mutex(0)

    init(exit: MachineExit? = nil, health: @escaping @Sendable (Int) -> String? = { _ in nil }) {
        self.health = health
        if let exit { self.exit.set(exit) }
    }

    var isStopped: Bool { exit.value == .stopped }

    func end(_ exit: MachineExit) { self.exit.set(exit) }

    func waitUntilExit() async throws -> MachineExit { try await exit.wait() }

    func stop(grace: Duration) async { exit.set(.stopped) }

    func check(_ probe: HealthCheck.Probe, timeout: Duration) async throws -> String? {
        health(
            count.withLock { count in
                count += 1
                return count
            })
    }
}

@Suite("Supervision", .timeLimit(.minutes(10)))
struct SupervisorTests {
    private let clock = ManualClock()
    private let recorder = EventRecorder()

    private func supervisor(
        _ policy: RestartPolicy, checks: [HealthCheck] = [], _ machines: [PlayedMachine],
        failing: Set<Int> = []
    ) -> MachineSupervisor<ManualClock> {
        let counter = Counter()
        return MachineSupervisor(
            policy: policy, healthChecks: checks, clock: clock, observe: { [recorder] in recorder.append($0) }
        ) {
            let index = counter.next()
            if failing.contains(index) {
                throw LaunchError(.port, "the port is taken", remedy: "")
            }
            return try #require(machines.indices.contains(index) ? machines[index] : nil)
        }
    }

    @Test(arguments: [
        ("never", RestartPolicy.never), ("no", .never), ("always", .always), ("on-failure", .onFailure(maximum: nil)),
        ("on-failure:3", .onFailure(maximum: 3)),
    ])
    func policiesAreRead(text: String, policy: RestartPolicy) throws {
        #expect(try RestartPolicy(parsing: text) == policy)
    }

    @Test(arguments: ["", "on-failure:", "on-failure:0", "on-failure:-1", "on-failure:x", "always:3", "sometimes"])
    func otherPoliciesAreRefused(text: String) {
        #expect(throws: LaunchError.self) { try RestartPolicy(parsing: text) }
    }

    @Test func waitsDoubleUpToALimit() {
        let backoff = RestartBackoff(initial: .seconds(1), maximum: .seconds(5))
        #expect((1...5).map(backoff.delay) == [.seconds(1), .seconds(2), .seconds(4), .seconds(5), .seconds(5)])
        #expect(backoff.delay(before: .max) == .seconds(5))
        #expect(backoff.delay(before: 0) == .seconds(1))
    }

    @Test func failuresAreRestartedWithGrowingWaits() async throws {
        let machines = [MachineExit.silent, .killed("x"), .silent, .silent].map { PlayedMachine(exit: $0) }
        let supervisor = supervisor(.onFailure(maximum: 2), machines)
        async let exit = supervisor.run()
        #expect(await clock.advanceToNextSleeper() == .milliseconds(100))
        #expect(await clock.advanceToNextSleeper() == .milliseconds(200))
        #expect(try await exit == .silent)
        #expect(recorder.values.count { if case .started = $0 { true } else { false } } == 3)
    }

    @Test func aSuccessIsNoFailure() async throws {
        let exit = try await supervisor(.onFailure(maximum: nil), [PlayedMachine(exit: .finished(status: 0))]).run()
        #expect(exit == .finished(status: 0))
        #expect(recorder.values == [.started(restarts: 0), .ended(.finished(status: 0))])
    }

    @Test func alwaysEndsWithItsOwner() async throws {
        let machines = [MachineExit.finished(status: 0), .stopped].map { PlayedMachine(exit: $0) }
        let supervisor = supervisor(.always, machines)
        async let exit = supervisor.run()
        await clock.advanceToNextSleeper()
        #expect(try await exit == .stopped)
    }

    @Test func aLongRunBeginsAnew() async throws {
        let machines = [PlayedMachine(exit: .silent), PlayedMachine(), PlayedMachine(exit: .finished(status: 0))]
        let supervisor = supervisor(.onFailure(maximum: 1), machines)
        async let exit = supervisor.run()
        await clock.advanceToNextSleeper()
        while recorder.values.last != .started(restarts: 1) { try await Task.sleep(for: .milliseconds(1)) }
        clock.advance(by: .seconds(10))
        machines[1].end(.silent)
        #expect(await clock.advanceToNextSleeper() == .milliseconds(100))
        #expect(try await exit == .finished(status: 0))
    }

    @Test func aMachineThatIsNotWellIsReplaced() async throws {
        let sick = PlayedMachine { $0 == 1 ? nil : "no answer" }
        let well = PlayedMachine()
        let check = HealthCheck(.tcp(port: 1), interval: .seconds(30), failures: 2)
        let supervisor = supervisor(.onFailure(maximum: nil), checks: [check], [sick, well])
        async let exit = supervisor.run()
        for _ in 0..<2 { #expect(await clock.advanceToNextSleeper() == .seconds(30)) }
        #expect(await clock.advanceToNextSleeper() == .milliseconds(100))
        #expect(sick.isStopped)
        while recorder.values.last != .healthy { try await Task.sleep(for: .milliseconds(1)) }
        well.end(.stopped)
        #expect(try await exit == .stopped)
        #expect(
            recorder.values == [
                .started(restarts: 0), .healthy, .checkFailed("no answer"), .checkFailed("no answer"),
                .ended(.unhealthy("no answer")), .waiting(.milliseconds(100), after: .unhealthy("no answer")),
                .started(restarts: 1), .healthy, .ended(.stopped),
            ])
    }

    @Test func aGuestMayTakeItsTimeToComeUp() async throws {
        let machine = PlayedMachine { $0 < 4 ? "not yet" : nil }
        let check = HealthCheck(.tcp(port: 1), interval: .seconds(1), failures: 1, startPeriod: .seconds(3))
        let supervisor = supervisor(.always, checks: [check], [machine])
        async let exit = supervisor.run()
        for _ in 0..<3 { await clock.advanceToNextSleeper() }
        while recorder.values.last != .healthy { try await Task.sleep(for: .milliseconds(1)) }
        machine.end(.stopped)
        #expect(try await exit == .stopped)
    }

    @Test func withoutRestartsHealthIsOnlyTold() async throws {
        let machine = PlayedMachine { _ in "ill" }
        let check = HealthCheck(.tcp(port: 1), failures: 1, startPeriod: .zero)
        let supervisor = supervisor(.never, checks: [check], [machine])
        async let exit = supervisor.run()
        for _ in 0..<3 { await clock.advanceToNextSleeper() }
        #expect(!machine.isStopped)
        machine.end(.finished(status: 0))
        #expect(try await exit == .finished(status: 0))
    }

    @Test func cancellationStopsTheMachine() async throws {
        let machine = PlayedMachine()
        let supervisor = supervisor(.always, [machine])
        let run = Task { try await supervisor.run() }
        while recorder.values.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        #expect(machine.isStopped)
    }

    @Test func aFirstStartThatFailsIsAnErrorAndALaterOneAFailure() async throws {
        let first = supervisor(.always, [], failing: [0])
        await #expect(throws: LaunchError.self) { try await first.run() }
        let machines = [PlayedMachine(exit: .silent), PlayedMachine(), PlayedMachine(exit: .finished(status: 0))]
        let supervisor = supervisor(.onFailure(maximum: nil), machines, failing: [1])
        async let exit = supervisor.run()
        for _ in 0..<2 { await clock.advanceToNextSleeper() }
        #expect(try await exit == .finished(status: 0))
        #expect(recorder.values.contains { if case .startFailed = $0 { true } else { false } })
    }

    @Test func keysAtTheConsole() {
        var keys = ConsoleKeys()
        #expect(keys.feed(Array("ab\u{1}".utf8)) == (Array("ab".utf8), false))
        #expect(keys.feed(Array("ac\u{1}\u{1}d\u{1}q".utf8)) == (Array("\u{1}c\u{1}dq".utf8), false))
        #expect(keys.feed(Array("x\u{1}xyz".utf8)) == (Array("x".utf8), true))
    }
}

/// Collects what a supervisor tells.
private final class EventRecorder: Sendable {
    private let events = Mutex<[SupervisionEvent]>([])

    var values: [SupervisionEvent] { events.withLock { $0 } }

    func append(_ event: SupervisionEvent) { events.withLock { $0.append(event) } }
}

/// Counts from 0.
private final class Counter: Sendable {
    private let value = Mutex(-1)

    func next() -> Int {
        value.withLock { value in
            value += 1
            return value
        }
    }
}
