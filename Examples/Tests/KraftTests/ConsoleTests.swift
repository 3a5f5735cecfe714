import Glibc
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore

@Suite(
    "The console of kraft run", .serialized, .timeLimit(.minutes(3)),
    .enabled(if: Kraft.kernel != nil, "no development guest: run Scripts/bootstrap"))
struct ConsoleTests {
    let kernel = Kraft.kernel?.string ?? ""

    /// Says what it reads.
    static let program = """
        #include <stdio.h>
        int main(void) {
            char word[100];
            printf("ready\\n");
            fflush(stdout);
            while (scanf("%99s", word) == 1) { printf("got <%s>\\n", word); fflush(stdout); }
            return 0;
        }
        """

    /// Runs a command on a terminal of its own, types once it has said "ready", and prints how it ended, whether lines
    /// were edited by the terminal meanwhile, and whether the terminal is as it was.
    static let terminal = """
        import os, pty, select, sys, termios, time
        typed = sys.argv[1].encode().decode('unicode_escape').encode()
        child, terminal = pty.fork()
        if child == 0: os.execv(sys.argv[2], sys.argv[2:])
        before, output, edits, end = termios.tcgetattr(terminal), b'', None, time.time() + 100
        while time.time() < end:
            if not select.select([terminal], [], [], 1)[0]: continue
            try: piece = os.read(terminal, 4096)
            except OSError: break
            output += piece
            if edits is None and b'ready' in output:
                edits = bool(termios.tcgetattr(terminal)[3] & termios.ICANON)
                os.write(terminal, typed)
        same = termios.tcgetattr(terminal) == before
        print(output.decode('latin-1'))
        print('status', os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 'edits', edits, 'restored', same)
        """

    private func compile(_ kraft: borrowing Kraft) async throws {
        try kraft.write("program.c", Self.program)
        _ = try await kraft.shell("gcc -pie -fPIE -o program program.c")
    }

    @Test(
        .enabled(if: access("/usr/bin/python3", X_OK) == 0, "python3 makes the terminal"),
        arguments: [("hello\\r\\x01x", "got <hello>", 0), ("\\x03", "ready", 130)])
    func keysReachTheGuestAndTheTerminalIsGivenBack(typed: String, text: String, status: Int) async throws {
        let kraft = try Kraft()
        try await compile(kraft)
        try kraft.write("terminal.py", Self.terminal)
        let command = kraft.command(["run", "-W", "--kernel", kernel, "program"])
        let result = try await SubprocessLauncher().run(
            ProcessCommand(
                "python3", ["terminal.py", typed, command.executable] + command.arguments,
                environment: command.environment, workingDirectory: command.workingDirectory),
            input: [], outputLimit: 4 << 20)
        let output = String(decoding: result.standardOutput, as: UTF8.self)
        // With Ctrl-a x at once, what was typed before it may not have been answered.
        #expect(status != 0 || output.contains("status 0"), "\(output)")
        #expect(output.contains("status \(status) edits False restored True"), "\(output)")
    }

    @Test func aPipeIsPassedThroughWhenAskedFor() async throws {
        let kraft = try Kraft()
        try await compile(kraft)
        let process = try SubprocessLauncher().start(
            kraft.command(["run", "-W", "-i", "-q", "--kernel", kernel, "program"]),
            options: {
                var options = ProcessOptions()
                options.standardInput = .stream
                return options
            }())
        var text = ""
        for await piece in process.standardOutput {
            let wasReady = text.contains("ready")
            text += String(decoding: piece, as: UTF8.self)
            if !wasReady, text.contains("ready") { try await process.write(Array("one two\n".utf8)) }
            if text.contains("got <two>") { break }
        }
        #expect(text.contains("got <one>") && text.contains("got <two>"))
        #expect(!text.contains("SeaBIOS") && !text.contains("Powered by"))
        process.signal(SIGTERM, wholeGroup: false)
        #expect(await process.waitUntilExit() == .exited(143))
    }

    @Test func aFullDiskBehindStandardOutputIsAnError() async throws {
        let kraft = try Kraft()
        try await compile(kraft)
        let path = Kraft.executable
        let script = """
            export XDG_STATE_HOME="$PWD/state"
            '\(path)' run -W --kernel '\(kernel)' program > /dev/full 2> error; echo "run $?"
            '\(path)' run -W --kernel '\(kernel)' program | head -1 > /dev/null; echo "pipe ${PIPESTATUS[0]}"
            '\(path)' ps > /dev/full 2> /dev/null; echo "ps $?"
            cat error
            """
        let result = try await SubprocessLauncher().run(
            ProcessCommand("bash", ["-c", script], workingDirectory: kraft.directory.string), input: [],
            outputLimit: 1 << 20)
        let output = String(decoding: result.standardOutput, as: UTF8.self)
        #expect(output.contains("run 1") && output.contains("pipe 141") && output.contains("ps 1"), "\(output)")
        #expect(output.contains("No space left on device"))
    }

    @Test func oneMachineThatFailsDoesNotKeepTheOthers() async throws {
        let kraft = try Kraft()
        try await compile(kraft)
        _ = try await kraft.run("run", "-W", "-d", "--name", "there", "--kernel", kernel, "program")
        let result = try await kraft.run("stop", "nobody", "there")
        #expect(result.status == 1 && result.output == "there\n" && result.error.contains("nobody"))
        #expect(try await kraft.run("rm", "there", "nobody").status == 1)
        #expect(try await kraft.run("ps", "-a").output.split(separator: "\n").count == 1)
    }

    @Test func failuresAreRestarted() async throws {
        let kraft = try Kraft()
        try kraft.write("program.c", "int main(void) { return 5; }")
        _ = try await kraft.shell("gcc -pie -fPIE -o program program.c")
        let result = try await kraft.run(
            "run", "-W", "-q", "--restart", "on-failure:1", "--kernel", kernel, "program")
        #expect(result.status == 3)
        #expect(
            result.error.split(separator: "started again", omittingEmptySubsequences: false).count == 2,
            "\(result.error)")
        #expect(try await kraft.run("run", "-d", "--rm", "--restart", "always", "--kernel", kernel).status == 2)
        #expect(try await kraft.run("run", "--restart", "sometimes", "--kernel", kernel).status == 2)
    }
}
