import Glibc
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore

/// Processes are killed as by `kill -9`, one of ours and QEMU among them.
@Suite(
    "Machines that kraft keeps running", .serialized, .timeLimit(.minutes(5)),
    .enabled(if: Kraft.kernel != nil, "no development guest: run Scripts/bootstrap"))
struct SupervisionTests {
    let kernel = Kraft.kernel?.string ?? ""

    private func compile(_ kraft: borrowing Kraft) async throws {
        try kraft.write("program.c", RunTests.program)
        _ = try await kraft.shell("gcc -pie -fPIE -o program program.c")
    }

    private func start(_ kraft: borrowing Kraft, _ name: String, _ options: String...) async throws {
        let result = try await kraft.run(
            ["run", "-W", "-d", "--name", name] + options + ["--kernel", kernel, "program", "--", "sleep"])
        try #require(result.status == 0, "\(result.error)")
    }

    /// A field of what `kraft inspect` says; nil when it is not there.
    private func field(_ kraft: borrowing Kraft, _ machine: String, _ name: String) async throws -> String? {
        let text = try await kraft.run("inspect", machine).output
        let line = text.split(separator: "\n").first { $0.contains("\"\(name)\" : ") }
        return line?.split(separator: ":", maxSplits: 1).last.map { $0.filter { !" \",".contains($0) } }
    }

    private func waitFor(
        _ kraft: borrowing Kraft, _ machine: String, _ name: String, _ isExpected: (String?) -> Bool
    ) async throws {
        for _ in 0..<400 {
            if isExpected(try await field(kraft, machine, name)) { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("\(name) of \(machine): \(try await kraft.run("inspect", machine).output)")
    }

    private func number(_ kraft: borrowing Kraft, _ machine: String, _ name: String) async throws -> Int32 {
        try #require(try await field(kraft, machine, name).flatMap { Int32($0) })
    }

    private func waitUntilGone(_ process: Int32) async throws {
        while isRunning(process) { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// A process that nobody has waited for yet does not run (proc(5), `/proc/pid/stat`).
    private func isRunning(_ process: Int32) -> Bool {
        guard let file = try? FileDescriptor.open(FilePath("/proc/\(process)/stat"), .readOnly) else { return false }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = (try? file.closeAfter { try bytes.withUnsafeMutableBytes { try file.read(into: $0) } }) ?? 0
        return count > 0 && !String(decoding: bytes.prefix(count), as: UTF8.self).contains(") Z ")
    }

    @Test func aKilledMachineIsStartedAgainUntilItIsStopped() async throws {
        let kraft = try Kraft()
        try await compile(kraft)
        try await start(kraft, "kept", "--restart", "always")
        try await waitFor(kraft, "kept", "supervisorProcessIdentifier") { $0 != nil }
        let supervisor = try await number(kraft, "kept", "supervisorProcessIdentifier")
        let first = try await number(kraft, "kept", "processIdentifier")
        kill(first, SIGKILL)
        try await waitFor(kraft, "kept", "processIdentifier") { $0 != nil && $0 != "\(first)" }
        #expect(try await field(kraft, "kept", "restarts") == "1")
        let second = try await number(kraft, "kept", "processIdentifier")
        let log = try await kraft.shell("cat state/swift-unikraft/machines/kept/supervisor.log")
        #expect(log.contains("kill -9") && log.contains("started again"))
        #expect(try await kraft.run("stop", "kept").status == 0)
        try await waitUntilGone(supervisor)
        try await waitUntilGone(second)
        #expect(try await field(kraft, "kept", "state") == "stopped")

        #expect(try await kraft.run("start", "kept").status == 0)
        try await waitFor(kraft, "kept", "supervisorProcessIdentifier") { $0 != nil && $0 != "\(supervisor)" }
        let last = try await number(kraft, "kept", "supervisorProcessIdentifier")
        #expect(try await kraft.run("rm", "--force", "kept").status == 0)
        try await waitUntilGone(last)
        #expect(try await kraft.shell("ls state/swift-unikraft/machines") == "")
    }

    /// Our process and QEMU at once: nobody is left to start it again, and its record tells.
    @Test func bothKilledLeaveNothingAndTouchNobody() async throws {
        let kraft = try Kraft()
        try await compile(kraft)
        try await start(kraft, "other")
        try await start(kraft, "kept", "--restart", "always")
        try await waitFor(kraft, "kept", "supervisorProcessIdentifier") { $0 != nil }
        let ours = try await number(kraft, "kept", "supervisorProcessIdentifier")
        let hypervisor = try await number(kraft, "kept", "processIdentifier")
        let other = try await number(kraft, "other", "processIdentifier")
        // QEMU has its sockets by then, which tell that it was killed.
        while try await !kraft.run("logs", "kept").output.contains("argv[1]=<sleep>") {
            try await Task.sleep(for: .milliseconds(50))
        }
        kill(ours, SIGKILL)
        kill(hypervisor, SIGKILL)
        try await waitUntilGone(ours)
        try await waitUntilGone(hypervisor)
        #expect(try await field(kraft, "kept", "state") == "failed")
        let exit = try await field(kraft, "kept", "exit")
        #expect(exit?.contains("endedfromoutside") == true && exit?.contains("kill-9") == true)
        #expect(try await field(kraft, "other", "state") == "running")
        #expect(try await number(kraft, "other", "processIdentifier") == other)
        #expect(try await kraft.shell("pgrep -f '[n]ame kept ' || true") == "")
        #expect(try await kraft.run("rm", "kept").status == 0)
        #expect(try await kraft.shell("ls state/swift-unikraft/machines") == "other\n")
        #expect(try await kraft.run("rm", "--force", "other").status == 0)
    }

    /// In the foreground: kraft and QEMU at once, with a directory by virtiofs where its server is installed, and a
    /// kernel under a name that needs a link.
    @Test func bothKilledInTheForegroundLeaveNothingThatStays() async throws {
        let kraft = try Kraft()
        try await compile(kraft)
        _ = try await kraft.shell(
            "mkdir 'a b' temporary shared; ln -s '\(kernel)' 'a b/vmlinux'; ln -s '\(Kraft.root)/.build-guest/init.cpio' 'a b'"
        )
        try await start(kraft, "other")
        let other = try await number(kraft, "other", "processIdentifier")
        let name = "both-\(getpid())"
        let hasServer = getuid() == 0 && access("/usr/lib/qemu/virtiofsd", X_OK) == 0
        let volume = ["-v", "\(kraft.directory)/shared:/data" + (hasServer ? ":virtiofs" : "")]
        var command = kraft.command(
            ["run", "-W", "--name", name] + volume + ["--kernel", "a b/vmlinux", "program", "--", "sleep"])
        command.environment["TMPDIR"] = kraft.directory.appending("temporary").string
        let process = try SubprocessLauncher().start(command, options: ProcessOptions())
        var seen = ""
        for await piece in process.standardOutput {
            seen += String(decoding: piece, as: UTF8.self)
            if seen.contains("argv[1]=<sleep>") { break }
        }
        let hypervisors = try await kraft.shell("pgrep -f '[n]ame \(name) '").split(separator: "\n")
        let hypervisor = try #require(hypervisors.first.flatMap { Int32($0) })
        let servers = "pgrep -f '[v]irtiofsd .*\(kraft.directory)' || true"
        #expect(try await kraft.shell(servers).isEmpty != hasServer)
        process.signal(SIGKILL, wholeGroup: false)
        kill(hypervisor, SIGKILL)
        _ = await process.waitUntilExit()
        try await waitUntilGone(hypervisor)
        while try await kraft.shell(servers) != "" { try await Task.sleep(for: .milliseconds(20)) }
        // What a killed process left goes with the next start.
        command = kraft.command(["run", "-W", "--kernel", "a b/vmlinux", "program", "--", "0"])
        command.environment["TMPDIR"] = kraft.directory.appending("temporary").string
        let next = try await SubprocessLauncher().run(command, input: [], outputLimit: 1 << 20)
        #expect(next.succeeded)
        #expect(try await kraft.shell("ls temporary") == "")
        #expect(try await number(kraft, "other", "processIdentifier") == other)
        #expect(try await kraft.run("rm", "--force", "other").status == 0)
    }

    @Test func aMachineThatRunsTooLongIsStopped() async throws {
        let kraft = try Kraft()
        try await compile(kraft)
        let result = try await kraft.run(
            "run", "-W", "--time-limit", "0.5", "--kernel", kernel, "program", "--", "sleep")
        #expect(result.status == 3 && result.error.contains("longer than 0.5 seconds"), "\(result.error)")
    }
}
