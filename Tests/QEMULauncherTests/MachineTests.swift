import Glibc
import SystemPackage
import SystemSupport
import Testing
import UnikraftCore
import UnikraftTesting

@testable import QEMULauncher

@Suite("A machine's life, with a QEMU that plays its part")
struct MachineTests {
    static func plan(_ accelerator: Accelerator = .tcg) -> MachinePlan {
        MachinePlan(
            executable: "qemu", arguments: ["-accel", accelerator.rawValue], name: "test", guest: .unikraft,
            commandLine: "", memory: .mebibytes(64), accelerator: accelerator, ports: [], passedDescriptors: [],
            warnings: [])
    }

    @Test func theConsoleSaysHowItEnded() async throws {
        let launcher = FakeProcessLauncher { _, _ in
            FakeProcess(output: "\0\0Set IP\r\nPowered by Unikraft Telesto\r\nhello\r\nno end")
        }
        let machine = try await Machine.start(Self.plan(), launcher: launcher)
        #expect(try await machine.waitUntilExit() == .finished(status: nil))
        #expect(machine.console.lines.map(\.text) == ["\0\0Set IP", "Powered by Unikraft Telesto", "hello", "no end"])
        #expect(machine.console.lines.map(\.number) == [0, 1, 2, 3])
        await machine.stop()
    }

    @Test(arguments: [
        ("[    0.1] CRIT: [libukvmem] Cannot handle write page fault at 0x0\r\n", "crashed"),
        ("[    0.1] CRIT: [libkvmplat] 1GiB pages not supported.\r\n", "-cpu max"),
        ("[    0.1] ERR:  [libukcpio] /blob: Failed to load content: Input/output error (5)\r\n", "more memory"),
        ("[    0.1] CRIT: [libvfscore] Could not find an initrd!\r\n", "archive that is not empty"),
        (
            "Powered by Unikraft\r\n[    0.1] ERR:  [appelfloader] nope: Failed to execute /nope: No such file or directory\r\n",
            "root filesystem under the name"
        ),
        ("", "before its kernel had come up"),
    ])
    func guestFailuresAreExplained(output: String, expected: String) async throws {
        let launcher = FakeProcessLauncher { _, _ in FakeProcess(output: output) }
        let machine = try await Machine.start(Self.plan(), launcher: launcher)
        let exit = try await machine.waitUntilExit()
        #expect(exit.description.contains(expected))
        #expect(!exit.isSuccess)
    }

    @Test func wordsOfTheProgramAreNotTheKernels() async throws {
        let launcher = FakeProcessLauncher { _, _ in
            FakeProcess(output: "Powered by Unikraft\nFailed to load content\nNo such file or directory\n")
        }
        let machine = try await Machine.start(Self.plan(), launcher: launcher)
        #expect(try await machine.waitUntilExit() == .finished(status: nil))
    }

    @Test func badArgumentsAreQEMUsOwnWords() async throws {
        let launcher = FakeProcessLauncher { _, _ in
            FakeProcess(errorOutput: "qemu: -foo: invalid option\n", termination: .exited(1))
        }
        await #expect {
            try await Machine.start(Self.plan(), launcher: launcher)
        } throws: { error in
            (error as? LaunchError)?.code == .hypervisorFailed && "\(error)".contains("-foo: invalid option")
        }
    }

    @Test func aMissingQEMUNamesThePackage() async throws {
        let launcher = FakeProcessLauncher { command, _ in
            throw ProcessLaunchError(code: .notFound, executable: command.executable, message: "not there")
        }
        await #expect {
            try await Machine.start(Self.plan(), launcher: launcher)
        } throws: { error in
            (error as? LaunchError)?.code == .hypervisorMissing && "\(error)".contains("qemu-system-x86")
        }
    }

    @Test(arguments: [
        ("qemu: error: failed to set MSR 0x10a to 0x69\n", ProcessTermination.signaled(SIGABRT) as ProcessTermination?),
        ("KVM internal error. Suberror: 1\n", nil),
        ("qemu: failed to initialize kvm: Permission denied\n", .exited(1)),
    ])
    func aFailedAcceleratorIsReplacedOnce(message: String, termination: ProcessTermination?) async throws {
        let launcher = FakeProcessLauncher { command, _ in
            command.arguments.contains("kvm")
                ? FakeProcess(errorOutput: message, termination: termination)
                : FakeProcess(output: "Powered by Unikraft\nunder TCG\n")
        }
        let warnings = Recorder()
        let machine = try await Machine.start(
            Self.plan(.kvm), fallback: Self.plan(.tcg), launcher: launcher,
            options: MachineOptions(warn: { warnings.append($0) }))
        #expect(try await machine.waitUntilExit() == .finished(status: nil))
        #expect(machine.plan.accelerator == .tcg)
        #expect(launcher.commands.count == 2)
        #expect(warnings.values.count == 1)
        #expect(warnings.values.first?.contains("TCG") == true)
    }

    @Test func aGuestThatHasSpokenIsNeverStartedTwice() async throws {
        let launcher = FakeProcessLauncher { _, _ in
            FakeProcess(
                output: "Booting\n", errorOutput: "KVM internal error. Suberror: 1\n", termination: .signaled(SIGABRT))
        }
        let machine = try await Machine.start(Self.plan(.kvm), fallback: Self.plan(.tcg), launcher: launcher)
        guard case .hypervisorFailed(let text) = try await machine.waitUntilExit() else {
            Issue.record("the failure was lost")
            return
        }
        #expect(text.contains("KVM internal error"))
        #expect(launcher.commands.count == 1)
    }

    @Test func aSilentGuestIsNotStartedTwice() async throws {
        let process = FakeProcess(termination: nil)
        let launcher = FakeProcessLauncher { _, _ in process }
        let start = Task { try await Machine.start(Self.plan(.kvm), fallback: Self.plan(.tcg), launcher: launcher) }
        while launcher.commands.isEmpty { await Task.yield() }
        start.cancel()
        await #expect(throws: CancellationError.self) { try await start.value }
        #expect(launcher.commands.count == 1)
        #expect(!process.signals.isEmpty)
    }

    @Test func aFloodKeepsItsEndOnly() async throws {
        let console = Console(limit: 64 << 10)
        for number in 0..<10_000 { console.append(Array("line \(number)".utf8)) }
        console.finish()
        #expect(console.lines.count < 1000)
        #expect(console.lines.last?.text == "line 9999")
        #expect(console.lines.last?.number == 9999)
        var seen: [Int] = []
        for await line in console { seen.append(line.number) }
        #expect(seen.last == 9999)
        #expect(seen == seen.sorted())
    }

    @Test func trafficIsCounted() throws {
        let once = try #require(NetworkTraffic(interfaces: ["lo"]))
        let twice = try #require(NetworkTraffic(interfaces: ["lo", "no-such-tap", "lo"]))
        // Others use the loopback interface meanwhile, so that the numbers only grow.
        #expect(twice.receivedBytes >= 2 * once.receivedBytes && twice.sentBytes >= 2 * once.sentBytes)
        #expect(NetworkTraffic(interfaces: []) == nil)
        #expect(NetworkTraffic(interfaces: ["no-such-tap"]) == nil)
    }

    @Test func bytesAreSought() {
        let line = Array("[    0.1] CRRIT: CRIT: x".utf8)
        #expect(line.contains(sequence: Array("CRIT:".utf8)))
        #expect(line.contains(sequence: Array("x".utf8)) && line.contains(sequence: line))
        #expect(line.contains(sequence: []))
        for absent in ["CRITX", "xx", "y", String(repeating: "[", count: 100)] {
            #expect(!line.contains(sequence: Array(absent.utf8)))
        }
        #expect(![].contains(sequence: Array("x".utf8)))
    }

    @Test func linesAreCut() {
        var splitter = LineSplitter(limit: 8)
        #expect(splitter.feed(Array("a\r\nb\n".utf8)) == [[0x61], [0x62]])
        #expect(splitter.feed(Array("cd".utf8)) == [])
        #expect(splitter.feed(Array("\r".utf8)) == [])
        #expect(splitter.feed(Array("\n".utf8)) == [[0x63, 0x64]])
        #expect(splitter.feed(Array("0123456789".utf8)) == [Array("01234567".utf8)])
        #expect(splitter.finish() == Array("89".utf8))
        #expect(splitter.finish() == nil)
    }

    /// With a fallback the files are kept for a second start, and are gone when the end is known.
    @Test(arguments: [true, false])
    func temporaryFilesAreGoneWhenTheEndIsKnown(hasFallback: Bool) async throws {
        let directory = try TemporaryDirectory()
        let kernel = try directory.write("a kernel", ProbeKernel.image)
        let files = try MachineFiles(MachineConfiguration(kernel: kernel), place: .temporary)
        let made = try #require(files.temporaryDirectory)
        let launcher = FakeProcessLauncher { _, _ in FakeProcess(output: "Powered by Unikraft\n") }
        let machine = try await Machine.start(
            Self.plan(.kvm), fallback: hasFallback ? Self.plan(.tcg) : nil, files: files, launcher: launcher,
            options: MachineOptions())
        _ = try await machine.waitUntilExit()
        #expect(access(made.path.string, F_OK) != 0)
    }

    @Test func aConsoleFileThatCannotBeMadeIsNamed() async throws {
        let launcher = FakeProcessLauncher { _, _ in FakeProcess() }
        await #expect {
            try await Machine.start(
                Self.plan(), launcher: launcher, options: MachineOptions(consoleLog: "/nonexistent/console.log"))
        } throws: { error in
            "\(error)".contains("/nonexistent/console.log")
        }
        #expect(launcher.commands.isEmpty)
    }

    @Test func aFullDiskIsWarnedOfOnce() async throws {
        let launcher = FakeProcessLauncher { _, _ in FakeProcess(output: "one\ntwo\n") }
        let warnings = Recorder()
        let machine = try await Machine.start(
            Self.plan(), launcher: launcher,
            options: MachineOptions(consoleLog: "/dev/full", warn: { warnings.append($0) }))
        _ = try await machine.waitUntilExit()
        #expect(machine.console.lines.count == 2)
        #expect(warnings.values.count == 1)
    }

    @Test func answersOfHTTPServersAreRead() {
        let response = HTTPProbeResponse(parsing: Array("HTTP/1.1 404 Not Found\r\nContent-Length:  2 \r\n\r\nno".utf8))
        #expect(response?.status == 404)
        #expect(response?.contentLength == 2)
        #expect(response?.body == Array("no".utf8))
        for text in ["", "HTTP/1.1 200 OK\r\n", "SSH-2.0\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 2000 x\r\n\r\n"] {
            #expect(HTTPProbeResponse(parsing: Array(text.utf8)) == nil)
        }
    }
}
