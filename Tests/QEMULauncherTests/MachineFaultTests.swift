import Glibc
import SubprocessLauncher
import Synchronization
import SystemPackage
import SystemSupport
import Testing
import UnikraftCore
import UnikraftTesting

@testable import QEMULauncher

/// Machines whose QEMU is a shell script, a real process that does what a guest might do.
@Suite("Machines in trouble", .timeLimit(.minutes(10)))
struct MachineFaultTests {
    private func start(
        _ script: String, in directory: borrowing TemporaryDirectory, options: MachineOptions = MachineOptions()
    ) async throws -> Machine {
        let path = try directory.write("qemu", Array("#!/bin/sh\n\(script)\n".utf8))
        try #require(chmod(path.string, 0o755) == 0)
        var plan = MachineTests.plan()
        plan.executable = path
        return try await Machine.start(plan, launcher: SubprocessLauncher(), options: options)
    }

    @Test func aGuestThatNeverBootsIsGivenUpAndKilled() async throws {
        let directory = try TemporaryDirectory()
        await #expect {
            try await start(
                "echo $$ > '\(directory.path)/pid'; exec sleep 1000", in: directory,
                options: MachineOptions(startTimeout: .milliseconds(300)))
        } throws: { error in
            (error as? LaunchError)?.code == .timeout
        }
        if let pid = try? directory.read("pid") {
            let number = Int32(String(decoding: pid, as: UTF8.self).filter(\.isNumber)) ?? -1
            #expect(ProcessStatus(of: number)?.hasEnded != false)
        }
    }

    @Test func aGuestThatRunsTooLongIsStopped() async throws {
        let directory = try TemporaryDirectory()
        var options = MachineOptions()
        options.timeLimit = .milliseconds(300)
        let machine = try await start("echo Powered by Unikraft; exec sleep 1000", in: directory, options: options)
        #expect(try await machine.waitUntilExit() == .timedOut(.milliseconds(300)))
        #expect(machine.currentState == .failed)
        #expect(machine.exitStatus?.description.contains("longer than 0.3 seconds") == true)
    }

    @Test func aGuestThatEndsInTimeIsNot() async throws {
        let directory = try TemporaryDirectory()
        var options = MachineOptions()
        options.timeLimit = .seconds(600)
        let machine = try await start("echo Powered by Unikraft", in: directory, options: options)
        #expect(try await machine.waitUntilExit() == .finished(status: nil))
    }

    @Test func aGuestThatNeverStopsIsKilled() async throws {
        let directory = try TemporaryDirectory()
        let machine = try await start("trap '' TERM; echo here; while :; do sleep 0.1; done", in: directory)
        await machine.stop()
        #expect(machine.exitStatus == .stopped)
    }

    @Test(arguments: [SIGKILL, SIGTERM])
    func aKilledQEMUIsToldApart(signal: Int32) async throws {
        let directory = try TemporaryDirectory()
        let machine = try await start("echo Powered by Unikraft; exec sleep 1000", in: directory)
        var events = machine.events.makeAsyncIterator()
        kill(try #require(machine.processIdentifier), signal)
        guard case .killed = try await machine.waitUntilExit() else {
            Issue.record("\(String(describing: machine.exitStatus))")
            return
        }
        #expect(machine.currentState == .failed)
        #expect(await events.next() == nil)
        var later = machine.events.makeAsyncIterator()
        #expect(await later.next() == nil)
    }

    /// 100 MB in lines of 100 bytes: nothing is lost on the way, and memory and disk stay bounded.
    @Test func aFloodIsBounded() async throws {
        let directory = try TemporaryDirectory()
        let bytes = Mutex<UInt64>(0)
        var options = MachineOptions(output: { piece in bytes.withLock { $0 += UInt64(piece.count) } })
        options.consoleLog = directory.path.appending("console.log")
        options.consoleLogLimit = 1 << 20
        let before = try #require(ProcessStatus(of: getpid())).residentPages
        let machine = try await start(
            "yes 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
                + " | head -c 100000000", in: directory, options: options)
        _ = try await machine.waitUntilExit()
        #expect(bytes.withLock { $0 } == 100_000_000)
        let after = try #require(ProcessStatus(of: getpid())).residentPages
        // Pages have 4 KiB; the console keeps 4 MiB, and this process runs other tests meanwhile.
        #expect(after < before + (128 << 20) / 4096)
        let sizes = try ["console.log", "console.log.1"].map { name in
            try FileStatus(of: directory.path.appending(name)).size
        }
        #expect(sizes[1] == 1 << 20 && sizes[0] <= 1 << 20)
        #expect((machine.console.lines.last?.number ?? 0) >= 990_099 - 1)
    }

    @Test func whatIsTypedArrives() async throws {
        let directory = try TemporaryDirectory()
        var options = MachineOptions()
        options.acceptsInput = true
        let machine = try await start("echo ready; read word; echo \"got $word\"", in: directory, options: options)
        try await machine.write(Array("hello\n".utf8))
        _ = try await machine.waitUntilExit()
        #expect(machine.console.lines.map(\.text) == ["ready", "got hello"])
        await #expect(throws: LaunchError.self) { try await machine.write([1]) }
    }

    @Test func inputMustBeAskedFor() async throws {
        let directory = try TemporaryDirectory()
        let machine = try await start("echo ready; exec sleep 1000", in: directory)
        await #expect {
            try await machine.write([1])
        } throws: { error in
            "\(error)".contains("acceptsInput")
        }
        await machine.stop()
    }

    @Test(arguments: [
        ("SeaBIOS\\r\\n\\0Set IP\\nPowered by Unikraft Telesto\\nhello\\n", "hello\n"),
        ("SeaBIOS\\nERR: no banner\\n", "SeaBIOS\nERR: no banner\n"), ("", ""),
    ])
    func theBootIsCutOff(written: String, shown: String) async throws {
        let directory = try TemporaryDirectory()
        let text = Recorder()
        var options = MachineOptions(output: { text.append(String(decoding: $0, as: UTF8.self)) })
        options.hidesBoot = true
        let machine = try await start("printf '\(written)'", in: directory, options: options)
        _ = try await machine.waitUntilExit()
        #expect(text.values.joined() == shown)
    }

    @Test func aDirectoryThatAKilledProcessLeftIsRemoved() async throws {
        let directory = try TemporaryDirectory()
        let left = directory.path.appending("swift-unikraft.abandoned")
        try #require(mkdir(left.string, 0o700) == 0)
        try #require(symlink("/", left.appending("kernel").string) == 0)
        let held = try StagingDirectory(in: directory.path)
        #expect(access(left.string, F_OK) != 0)
        let second = try StagingDirectory(in: directory.path)
        #expect(access(held.path.string, F_OK) == 0)
        held.remove()
        second.remove()
        #expect(directory.names() == [])
    }
}
