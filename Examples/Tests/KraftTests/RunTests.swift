import Glibc
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore

@Suite(
    "kraft run", .serialized, .timeLimit(.minutes(3)),
    .enabled(if: Kraft.kernel != nil, "no development guest: run Scripts/bootstrap"))
struct RunTests {
    let kernel = Kraft.kernel?.string ?? ""

    static let program = """
        #include <stdio.h>
        #include <stdlib.h>
        #include <unistd.h>
        int main(int argc, char **argv) {
            for (int i = 1; i < argc; i++) printf("argv[%d]=<%s>\\n", i, argv[i]);
            fflush(stdout);
            if (argc > 1 && argv[1][0] == 's') sleep(1000);
            return argc > 1 ? atoi(argv[1]) : 0;
        }
        """

    private func compile(_ kraft: borrowing Kraft, _ flags: String = "-pie -fPIE") async throws {
        try kraft.write("program.c", Self.program)
        _ = try await kraft.shell("gcc \(flags) -o program program.c")
    }

    private func waitForOutput(_ expected: String, _ process: any RunningProcess) async throws {
        var text = ""
        for await piece in process.standardOutput {
            text += String(decoding: piece, as: UTF8.self)
            if text.contains(expected) { return }
        }
        Issue.record("'\(expected)' never came: \(text.suffix(1000))")
    }

    @Test func aProgramIsPackedWithItsLibrariesAndRun() async throws {
        let kraft = try Kraft()
        try await compile(kraft)
        let passed = try await kraft.run("run", "-W", "--kernel", kernel, "program", "--", "0", "two words")
        #expect(passed.status == 0, "\(passed.error)")
        #expect(passed.output.contains("argv[2]=<two words>"))
        let failed = try await kraft.run("run", "-W", "--kernel", kernel, "program", "--", "7")
        #expect(failed.status == 3)
        #expect(failed.error.contains("exit status 7"))
    }

    @Test func aDryRunCanBePasted() async throws {
        let kraft = try Kraft()
        try await compile(kraft)
        _ = try await kraft.shell(
            "mkdir 'a b,c'; mv program 'a b,c/it is'; ln -s '\(kernel)' 'a b,c/k e'; ln -s '\(Kraft.root)/.build-guest/init.cpio' 'a b,c/init.cpio'"
        )
        let dry = try await kraft.run(
            "run", "-W", "--dry-run", "--kernel", "a b,c/k e", "a b,c/it is", "--", "0", "x y")
        #expect(dry.status == 0, "\(dry.error)")
        #expect(dry.output.split(separator: "\n").count == 1)
        #expect(dry.output.contains("-nodefaults -display none") && dry.output.contains("-serial mon:stdio"))
        let output = try await kraft.shell("timeout 60 \(dry.output.dropLast()) </dev/null")
        #expect(output.contains("argv[2]=<x y>"))
    }

    @Test func aKilledParentLeavesNoQEMU() async throws {
        let kraft = try Kraft()
        try await compile(kraft)
        let process = try SubprocessLauncher().start(
            kraft.command(["run", "-W", "--name", "orphan-\(getpid())", "--kernel", kernel, "program", "--", "sleep"]),
            options: ProcessOptions())
        try await waitForOutput("argv[1]=<sleep>", process)
        #expect(try await kraft.shell("pgrep -f '[n]ame orphan-\(getpid()) '") != "")
        process.signal(SIGKILL, wholeGroup: false)
        _ = await process.waitUntilExit()
        _ = try await kraft.shell(
            "for i in $(seq 100); do pgrep -f '[n]ame orphan-\(getpid()) ' || exit 0; sleep 0.05; done; exit 1")
    }

    @Test func oneInterruptStopsCleanly() async throws {
        let kraft = try Kraft()
        try await compile(kraft)
        let process = try SubprocessLauncher().start(
            kraft.command(["run", "-W", "--kernel", kernel, "program", "--", "sleep"]), options: ProcessOptions())
        try await waitForOutput("argv[1]=<sleep>", process)
        process.signal(SIGINT, wholeGroup: false)
        #expect(await process.waitUntilExit() == .exited(130))
    }

    @Test func aLifeInTheBackground() async throws {
        let kraft = try Kraft()
        try await compile(kraft)
        let started = try await kraft.run(
            "run", "-W", "-d", "--name", "back", "--kernel", kernel, "program", "--", "sleep")
        #expect(started.status == 0 && started.output == "back\n", "\(started.error)")
        #expect(try await kraft.run("ps").output.contains("running"))
        let taken = try await kraft.run("run", "-W", "-d", "--name", "back", "--kernel", kernel, "program")
        #expect(taken.status == 1 && taken.error.contains("'back' already"))
        #expect(try await kraft.run("rm", "back").status == 1)
        while try await !kraft.run("logs", "back").output.contains("argv[1]=<sleep>") {
            #expect(try await kraft.run("ps").output.contains("back"))
        }
        #expect(try await kraft.run("stop", "back").status == 0)
        #expect(try await kraft.run("inspect", "back").output.contains("\"state\" : \"stopped\""))
        #expect(try await kraft.run("logs", "back").output.contains("argv[1]=<sleep>"))
        #expect(try await kraft.run("rm", "back").status == 0)
        #expect(try await kraft.run("logs", "back").status == 1)
    }
}

@Suite("kraft run with bad input", .timeLimit(.minutes(3)))
struct BadInputTests {
    /// Each gives one error that names the thing, exits with 1 or 2, and starts nothing.
    @Test(arguments: [
        (["run"], 1, "no kernel was given"),
        (["run", "--kernel", "missing"], 1, "'missing' cannot be read"),
        (["run", "--kernel", "/etc/passwd"], 1, "'/etc/passwd' is not a kernel"),
        (["run", "--kernel", "/usr/bin"], 1, "'/usr/bin' cannot be read"),
        (["run", "-p", "x"], 2, "'x' is not a valid port mapping"),
        (["run", "-M", "much"], 2, "'much' is not a valid size"),
        (["run", "-a", "word"], 2, "'word' is not a library parameter"),
        (["run", "-v", "a:b"], 2, "'a:b' is not a volume"),
        (["run", "--arch", "riscv"], 2, "'riscv' is not a valid architecture"),
        (["run", "--no-such-option"], 2, "no-such-option"),
        (["logs", "nobody"], 1, "no machine 'nobody'"),
        (["stop", "../x"], 1, "'../x' is not a name"),
    ])
    func oneClearError(arguments: [String], status: Int32, text: String) async throws {
        let kraft = try Kraft()
        let result = try await SubprocessLauncher().run(kraft.command(arguments), input: [], outputLimit: 1 << 20)
        #expect(result.termination == .exited(status))
        #expect(String(decoding: result.standardError, as: UTF8.self).contains(text))
        #expect(result.standardOutput.isEmpty)
    }

    @Test(.enabled(if: Kraft.kernel != nil, "no development guest: run Scripts/bootstrap"))
    func programsThatCouldNotStartAreRefused() async throws {
        let kraft = try Kraft()
        try kraft.write("program.c", RunTests.program)
        _ = try await kraft.shell(
            """
            gcc -no-pie -o fixed program.c
            printf '#!/bin/sh\\n' > script; chmod +x script
            echo 'int f(void) { return 1; }' > lib.c; gcc -shared -fPIC -o libgone.so lib.c
            echo 'int f(void); int main(void) { return f(); }' > main.c
            gcc -pie -fPIE -o needy main.c -L. -lgone; rm libgone.so
            """)
        let kernel = Kraft.kernel?.string ?? ""
        for (program, text) in [
            ("fixed", "position"), ("needy", "libgone.so"), ("absent", "no file 'absent'"), ("script", "no scripts"),
        ] {
            let result = try await kraft.run("run", "-W", "--kernel", kernel, program)
            #expect(result.status == 1, "\(program): \(result.error)")
            #expect(result.error.contains(text), "\(program): \(result.error)")
        }
    }
}
