import Glibc
import SystemPackage
import Testing
import UnikraftCore

/// The guide's way: a Kraftfile, a Dockerfile, `kraft build`, `kraft run .`, `kraft pkg`.
@Suite(
    "Projects with kraft", .serialized, .timeLimit(.minutes(5)),
    .enabled(if: Kraft.kernel != nil, "no development guest: run Scripts/bootstrap"))
struct ProjectTests {
    private func makeProject(_ kraft: borrowing Kraft) async throws {
        try kraft.write("program.c", RunTests.program)
        try kraft.write(
            "Kraftfile",
            """
            spec: v0.6
            name: greeter
            runtime: kernel://\(Kraft.kernel?.string ?? "")
            rootfs: ./Dockerfile
            cmd: ["/program", "0", "from the Kraftfile"]
            """)
        try kraft.write("Dockerfile", "FROM scratch AS made\nCOPY program /\n\nFROM scratch\nCOPY --from=made / /\n")
        _ = try await kraft.shell("gcc -static-pie -o program program.c")
    }

    @Test func aProjectIsBuiltAndRun() async throws {
        let kraft = try Kraft()
        try await makeProject(kraft)
        let built = try await kraft.run("build", "--json")
        #expect(built.status == 0, "\(built.error)")
        #expect(built.output.contains("\"rootfsEntries\" : 1"), "\(built.output)")
        #expect(try await kraft.shell("cpio -it --quiet < .unikraft/build/initramfs-x86_64.cpio") == "program\n")

        let run = try await kraft.run("run", "-W", ".")
        #expect(run.status == 0, "\(run.error)")
        #expect(run.output.contains("argv[2]=<from the Kraftfile>"))
        let other = try await kraft.run("run", "-W", ".", "--", "/program", "7")
        #expect(other.status == 3)
        #expect(other.error.contains("exit status 7"))
    }

    @Test func aProjectBecomesAPackage() async throws {
        let kraft = try Kraft()
        try await makeProject(kraft)
        let packed = try await kraft.run("pkg", "--name", "example.test/greeter:1", "-e", "A=b", ".")
        #expect(packed.status == 0, "\(packed.error)")
        #expect(packed.output.hasPrefix("example.test/greeter:1@sha256:"))
        let info = try await kraft.run("pkg", "info", "example.test/greeter:1")
        #expect(info.output.contains("from the Kraftfile") && info.output.contains("A=b"), "\(info.output)")
    }

    @Test func aProgramThatWouldNotStartIsNamedBeforeTheGuestStarts() async throws {
        let kraft = try Kraft()
        try await makeProject(kraft)
        _ = try await kraft.shell("gcc -no-pie -o program program.c")
        let built = try await kraft.run("build")
        #expect(built.status == 0 && built.error.contains("/program"), "\(built.error)")
        #expect(try await kraft.run("build", "--strict").status == 1)
        let run = try await kraft.run("run", "-W", ".")
        #expect(run.status == 1)
        #expect(run.error.contains("/program") && run.output.isEmpty, "\(run.error)")
    }

    @Test func badInputSaysWhatToDo() async throws {
        let kraft = try Kraft()
        let empty = try await kraft.run("run", ".")
        #expect(empty.status == 1 && empty.error.contains("Kraftfile"), "\(empty.error)")
        try await makeProject(kraft)
        try kraft.write("Dockerfile", "FROM scratch\nCOPY progam /\n")
        let missing = try await kraft.run("build")
        #expect(missing.status == 1)
        #expect(missing.error.contains("Dockerfile:2") && missing.error.contains("progam"), "\(missing.error)")
    }

    /// One run tells of the Dockerfile and of the host, and a plan of what would be done.
    @Test func everythingIsSaidBeforeAnythingStarts() async throws {
        let kraft = try Kraft()
        try await makeProject(kraft)
        let plan = try await kraft.run("build", "--dry-run")
        #expect(plan.status == 0 && plan.output.contains("reads    "), "\(plan)")
        #expect(plan.output.contains(".unikraft/build/initramfs-"), "\(plan)")
        try kraft.write("Dockerfile", "FROM scratch\nCOPPY program /\n")
        let run = try await kraft.run("run", "-W", "-v", "/nowhere:/x", ".")
        #expect(run.status == 1 && run.error.contains("COPPY") && run.error.contains("/nowhere"), "\(run.error)")
        let menu = try await kraft.run("menu")
        #expect(menu.status == 1 && menu.error.contains("terminal"), "\(menu.error)")
    }
}
