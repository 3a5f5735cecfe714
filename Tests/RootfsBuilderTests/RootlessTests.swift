import DockerfileModel
import Glibc
import RootfsBuilder
import RootfsModel
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

/// A user without rights, and whether it may have user namespaces.
private enum PlainUser {
    static let command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    /// Root is needed to become another user; the second process has no right any more.
    static var isPossible: Bool {
        TestProcess.directory != nil || (Tools.canRun && HostPrograms.has("bwrap", "setpriv"))
    }

    static func hasNamespaces() async throws -> Bool {
        if TestProcess.directory != nil { return true }
        let probe = command.dropFirst() + ["bwrap", "--unshare-user", "--ro-bind", "/", "/", "true"]
        return try await SubprocessLauncher().run(
            ProcessCommand(command[0], Array(probe)), input: [], outputLimit: 1 << 16
        ).succeeded
    }
}

@Suite(
    .enabled(if: PlainUser.isPossible, "bubblewrap, setpriv, root, runc or a static busybox is missing"),
    .enabled("this system gives no user namespaces to users without rights") { try await PlainUser.hasNamespaces() })
struct RootlessTests {
    /// What the second process does, with the sandbox that the first has chosen: builds, and writes down the tree.
    private func buildInSecondProcess(_ directory: FilePath, _ sandbox: String) async throws {
        guard access(directory.appending(sandbox).string, F_OK) == 0 else { return }
        let build = DockerfileBuild(
            dockerfile: directory.appending("Dockerfile"), context: directory.appending("context"))
        var environment = RootfsEnvironment(
            in: directory, images: TestImages.busybox(layer: directory.appending("busybox.tar")))
        environment.commandOutput = { _ in _ = close(creat(directory.appending("started").string, 0o644)) }
        let chosen: any CommandSandbox = sandbox == "runc" ? RuncSandbox() : BubblewrapSandbox()
        let contents = try await DockerfileSource(build, engine: NativeEngine(sandbox: chosen)).load(in: environment)
        let text = ([try contents.tree.text("/id")] + contents.tree.lines()).joined(separator: "\n")
        let file = try FileDescriptor.open(
            directory.appending("result"), .writeOnly, options: .create, permissions: .ownerReadWrite)
        try file.closeAfter { _ = try file.writeAll(text.utf8) }
    }

    /// Makes what the second process needs, and gives it to the user without rights.
    private func prepare(_ text: String, _ sandbox: String, in directory: borrowing TemporaryDirectory) async throws {
        _ = try await TestImages.busybox(in: directory)
        _ = try directory.makeContext(["file": "x"])
        try directory.write("Dockerfile", Array(text.utf8))
        try directory.write(sandbox, [])
    }

    private func handOver(_ directory: borrowing TemporaryDirectory) async throws {
        try await Tools.run("sh", ["-c", "rm -rf cache; chmod 755 .; chown -R 65534:65534 ."], in: directory.path)
    }

    /// A user without any right builds in a user namespace; what comes out is the same as with root.
    @Test(arguments: ["bwrap", "runc"])
    func withoutRoot(sandbox: String) async throws {
        if let directory = TestProcess.directory { return try await buildInSecondProcess(directory, sandbox) }
        let directory = try TemporaryDirectory()
        let text = """
            FROM busybox
            COPY --chown=1000:1001 file /data/
            RUN id -u > /id && mkdir -m 711 /made && echo 1 > /made/one && ln /made/one /made/two && rm -r /root
            RUN --network=none --mount=type=tmpfs,target=/m cat /data/file /made/two > /both
            RUN rm -r /made/two /tmp && mkdir /tmp && echo 2 >> /made/one && chmod 700 /made
            """
        try await prepare(text, sandbox, in: directory)
        let images = TestImages.busybox(layer: directory.path.appending("busybox.tar"))
        let build = DockerfileBuild(
            dockerfile: directory.path.appending("Dockerfile"), context: directory.path.appending("context"))
        let expected = try await DockerfileSource(build).load(in: directory.environment(images: images)).tree
        try await handOver(directory)
        let command = try TestProcess.command("withoutRoot", in: directory.path, through: PlainUser.command)
        let child = try await SubprocessLauncher().run(command, input: [], outputLimit: 1 << 20)
        #expect(child.succeeded, "\(String(decoding: child.standardError + child.standardOutput, as: UTF8.self))")
        let result = String(decoding: try directory.read("result"), as: UTF8.self)
        #expect(result.split(separator: "\n").map(String.init) == ["0"] + expected.lines())
        #expect(directory.workLeft.isEmpty)
    }

    /// A build whose process is killed takes its command along also without root.
    @Test(arguments: ["bwrap", "runc"])
    func killedWithoutRoot(sandbox: String) async throws {
        if let directory = TestProcess.directory { return try await buildInSecondProcess(directory, sandbox) }
        let directory = try TemporaryDirectory()
        let marker = "985\(UInt32.random(in: 1000...9999))"
        try await prepare("FROM busybox\nRUN echo started; sleep \(marker) & sleep \(marker)\n", sandbox, in: directory)
        try await handOver(directory)
        var options = ProcessOptions()
        options.standardOutput = .discarded
        options.standardError = .discarded
        let build = try SubprocessLauncher().start(
            try TestProcess.command("killedWithoutRoot", in: directory.path, through: PlainUser.command),
            options: options)
        try await Tools.run(
            "sh", ["-c", "until test -e started; do sleep 0.05; kill -0 \(build.processIdentifier); done"],
            in: directory.path)
        #expect(try await Tools.processes().contains("sleep \(marker)"))
        build.signal(SIGKILL, wholeGroup: false)
        #expect(await build.waitUntilExit() == .signaled(SIGKILL))
        try await Tools.waitForEnd(of: "[s]leep.\(marker)")
        let left = try await Tools.run(
            "sh",
            ["-c", "cat /proc/[0-9]*/mountinfo 2>/dev/null | grep -F \"$1\" || true", "sh", directory.path.string])
        #expect(left.isEmpty)
    }
}
