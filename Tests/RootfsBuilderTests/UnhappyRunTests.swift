import DockerfileModel
import Glibc
import RootfsBuilder
import RootfsModel
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite(.enabled(if: Tools.canRun, "commands need root, runc and a static busybox"))
struct UnhappyRunTests {
    private func failure(
        _ text: String, in directory: borrowing TemporaryDirectory, _ environment: RootfsEnvironment
    ) async throws -> Diagnostic {
        let dockerfile = try directory.write("Dockerfile", Array(text.utf8))
        let source = DockerfileSource(DockerfileBuild(dockerfile: dockerfile, context: try directory.makeContext([:])))
        let error = await #expect(throws: RootfsError.self) { try await source.load(in: environment) }
        let diagnostics = try #require(error?.diagnostics)
        #expect(diagnostics.count == 1)
        return try #require(diagnostics.first)
    }

    @Test func killedCommands() async throws {
        let directory = try TemporaryDirectory()
        let environment = directory.environment(images: try await TestImages.busybox(in: directory))
        let problem = try await failure(
            "FROM busybox\nRUN echo before; sh -c 'kill -9 $$'; exit $?\n", in: directory, environment)
        #expect(problem.message.contains("exit status 137 (it was killed)"))
        #expect(problem.message.contains("before"))
        #expect(problem.location?.line == 2)
        #expect(directory.workLeft.isEmpty)
    }

    /// The first size is too small for the files of the image, the second for those that the command writes.
    @Test(arguments: [(1, "No space left on device"), (6, "no space left on device")])
    func outOfSpace(mebibytes: Int, reason: String) async throws {
        let directory = try TemporaryDirectory()
        let images = try await TestImages.busybox(in: directory)
        let cache = directory.path.appending("cache")
        mkdir(cache.string, 0o755)
        try await Tools.run("mount", ["-t", "tmpfs", "-o", "size=\(mebibytes)m", "tmpfs", cache.string])
        let text = "FROM busybox\nRUN echo start && dd if=/dev/zero of=/big bs=1024 count=20000\n"
        let result: Result<Diagnostic, any Error>
        do {
            result = .success(try await failure(text, in: directory, directory.environment(images: images)))
        } catch {
            result = .failure(error)
        }
        let left = directory.workLeft
        try await Tools.run("umount", [cache.string])
        let problem = try result.get()
        #expect(problem.message.lowercased().contains(reason.lowercased()))
        #expect(problem.location?.line == 2)
        #expect(problem.description.contains("RUN echo start"))
        #expect(left.isEmpty)
    }

    /// A build whose process is killed takes its command along; the next build removes its directory and its container.
    @Test func killedBuilds() async throws {
        if let directory = TestProcess.directory { return try await buildForEver(in: directory) }
        let directory = try TemporaryDirectory()
        _ = try await TestImages.busybox(in: directory)
        let context = try directory.makeContext([:])
        let marker = "986\(UInt32.random(in: 1000...9999))"
        try directory.write("Dockerfile", Array("FROM busybox\nRUN echo started; sleep \(marker)\n".utf8))
        var options = ProcessOptions()
        options.standardOutput = .discarded
        options.standardError = .discarded
        let build = try SubprocessLauncher().start(
            try TestProcess.command("killedBuilds", in: directory.path), options: options)
        let work = directory.path.appending("cache").appending("work")
        try await Tools.run(
            "sh", ["-c", "until test -e started; do sleep 0.05; kill -0 \(build.processIdentifier); done"],
            in: directory.path)
        #expect(try await Tools.processes().contains("sleep \(marker)"))
        build.signal(SIGKILL, wholeGroup: false)
        #expect(await build.waitUntilExit() == .signaled(SIGKILL))
        // The system ends the namespace of the command; that takes a moment.
        try await Tools.waitForEnd(of: "[s]leep.\(marker)")
        // So do its mounts, wherever they were made.
        let left = try await Tools.run(
            "sh", ["-c", "cat /proc/[0-9]*/mountinfo 2>/dev/null | grep -F \"$1\" || true", "sh", work.string])
        #expect(left.isEmpty)
        let container = try #require(
            try FileTree(directory: work).entries.lazy.map(\.path).first { $0.parent.text.hasSuffix("run-1/runtime") })
        let name = container.text.split(separator: "/").last ?? ""
        let dockerfile = try directory.write("Next", Array("FROM scratch\n".utf8))
        _ = try await DockerfileSource(DockerfileBuild(dockerfile: dockerfile, context: context))
            .load(in: directory.environment())
        #expect(directory.workLeft.isEmpty)
        let groups = try await Tools.run("sh", ["-c", "find /sys/fs/cgroup -name '\(name)' 2>/dev/null || true"])
        #expect(groups.isEmpty)
        let mounts = try await Tools.run("cat", ["/proc/self/mounts"])
        #expect(!mounts.contains(directory.path.string))
    }

    private func buildForEver(in directory: FilePath) async throws {
        var environment = RootfsEnvironment(
            in: directory, images: TestImages.busybox(layer: directory.appending("busybox.tar")))
        environment.commandOutput = { _ in _ = close(creat(directory.appending("started").string, 0o644)) }
        let build = DockerfileBuild(
            dockerfile: directory.appending("Dockerfile"), context: directory.appending("context"))
        _ = try await DockerfileSource(build).load(in: environment)
    }
}
