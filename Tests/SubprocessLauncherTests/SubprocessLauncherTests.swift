import Glibc
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite("Real processes")
struct SubprocessLauncherTests {
    let launcher = SubprocessLauncher()

    @Test func runKeepsOutputAndStatus() async throws {
        let result = try await launcher.run(
            ProcessCommand("sh", ["-c", "cat; echo \"$WORD\" >&2; exit 3"], environment: ["WORD": "said"]),
            input: Array("fed".utf8), outputLimit: 100)
        #expect(result.termination == .exited(3))
        #expect(String(decoding: result.standardOutput, as: UTF8.self) == "fed")
        #expect(String(decoding: result.standardError, as: UTF8.self) == "said\n")
    }

    @Test func missingProgramsAreNamed() async throws {
        await #expect {
            try await launcher.run(ProcessCommand("no-such-program"), input: [], outputLimit: 10)
        } throws: { error in
            (error as? ProcessLaunchError)?.code == .notFound && "\(error)".contains("'no-such-program'")
        }
        #expect {
            try launcher.start(ProcessCommand("/etc/passwd"), options: ProcessOptions())
        } throws: { error in
            (error as? ProcessLaunchError)?.code == .notExecutable
        }
    }

    @Test func tooMuchOutputIsAnError() async throws {
        await #expect {
            try await launcher.run(ProcessCommand("seq", ["100000"]), input: [], outputLimit: 100)
        } throws: { error in
            (error as? ProcessLaunchError)?.code == .outputLimitExceeded
        }
    }

    @Test func aRunningProgramIsFedAndRead() async throws {
        var options = ProcessOptions()
        options.standardInput = .stream
        let process = try launcher.start(
            ProcessCommand("sh", ["-c", "read line; echo got $line; exit 5"]), options: options)
        try await process.write(Array("word\n".utf8))
        var output: [UInt8] = []
        for await piece in process.standardOutput { output += piece }
        #expect(String(decoding: output, as: UTF8.self) == "got word\n")
        #expect(await process.waitUntilExit() == .exited(5))
        #expect(await process.waitUntilExit() == .exited(5))
    }

    @Test func anEndedProgramTakesNoInput() async throws {
        var options = ProcessOptions()
        options.standardInput = .stream
        let process = try launcher.start(ProcessCommand("true"), options: options)
        _ = await process.waitUntilExit()
        await #expect(throws: ProcessLaunchError.self) { try await process.write([1]) }
    }

    @Test func signalsReachTheWholeGroup() async throws {
        let process = try launcher.start(
            ProcessCommand("sh", ["-c", "sleep 1000 & echo $!; wait"]), options: ProcessOptions())
        var output = process.standardOutput.makeAsyncIterator()
        let text = String(decoding: try #require(await output.next()), as: UTF8.self)
        let grandchild = try #require(Int32(text.dropLast()))
        process.signal(SIGKILL, wholeGroup: true)
        #expect(await process.waitUntilExit() == .signaled(SIGKILL))
        while kill(grandchild, 0) == 0, !isZombie(grandchild) { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test func descriptorsArePassedInOrder() async throws {
        let directory = try TemporaryDirectory()
        let first = try FileDescriptor.open(
            directory.path.appending("a"), .writeOnly, options: .create, permissions: .ownerReadWrite)
        let second = try FileDescriptor.open(
            directory.path.appending("b"), .writeOnly, options: .create, permissions: .ownerReadWrite)
        defer {
            try? first.close()
            try? second.close()
        }
        var options = ProcessOptions()
        options.passedDescriptors = [second.rawValue, first.rawValue]
        let process = try launcher.start(
            ProcessCommand("sh", ["-c", "echo three >&3; echo four! >&4; ls /proc/self/fd | wc -l"]), options: options)
        var output: [UInt8] = []
        for await piece in process.standardOutput { output += piece }
        #expect(await process.waitUntilExit() == .exited(0))
        #expect(try directory.read("a") == Array("four!\n".utf8))
        #expect(try directory.read("b") == Array("three\n".utf8))
        // 0 to 4 and the one that ls itself opens.
        #expect(String(decoding: output, as: UTF8.self).contains("6"))
    }

    @Test func aChildDiesWithItsParent() async throws {
        // A second copy of this launcher's spawn would need a program of its own; the system is asked instead
        // what signal the child gets when this process ends.
        let process = try launcher.start(
            ProcessCommand(
                "python3",
                ["-c", "import ctypes; n=ctypes.c_int(); ctypes.CDLL(None).prctl(2, ctypes.byref(n)); print(n.value)"]),
            options: ProcessOptions())
        var output: [UInt8] = []
        for await piece in process.standardOutput { output += piece }
        #expect(String(decoding: output, as: UTF8.self) == "\(SIGKILL)\n")
    }

    /// Threads of a pool have a niceness of their own, which must not be handed on.
    @Test func aChildHasTheNicenessOfTheProcess() async throws {
        let process = try launcher.start(ProcessCommand("nice"), options: ProcessOptions())
        var output: [UInt8] = []
        for await piece in process.standardOutput { output += piece }
        #expect(String(decoding: output, as: UTF8.self) == "\(getpriority(__priority_which_t(0), id_t(getpid())))\n")
    }

    @Test func manyAtOnce() async throws {
        try await withThrowingTaskGroup(of: ProcessTermination.self) { group in
            for index in 0..<64 {
                group.addTask {
                    let process = try launcher.start(
                        ProcessCommand("sh", ["-c", "exit \(index)"]), options: ProcessOptions())
                    return await process.waitUntilExit()
                }
            }
            var statuses: Set<Int32> = []
            for try await termination in group {
                if case .exited(let status) = termination { statuses.insert(status) }
            }
            #expect(statuses.count == 64)
        }
    }

    private func isZombie(_ process: Int32) -> Bool {
        guard let directory = try? TemporaryDirectory() else { return false }
        let text = try? String(decoding: directory.read(FilePath("/proc/\(process)/stat")), as: UTF8.self)
        return text?.contains(") Z ") ?? true
    }
}
