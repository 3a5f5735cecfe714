import DockerfileModel
import Glibc
import RootfsBuilder
import RootfsModel
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite struct RootlessTests {
    /// Root is needed to become another user; the second process has no right any more.
    private static var isPossible: Bool {
        TestProcess.directory != nil || (Tools.canRun && HostPrograms.has("bwrap", "setpriv"))
    }

    /// A user without any right builds in a user namespace; what comes out is the same as with root.
    @Test(.enabled(if: isPossible, "bubblewrap, setpriv, root, runc or a static busybox is missing"))
    func withoutRoot() async throws {
        if let directory = TestProcess.directory {
            let images = TestImages.busybox(layer: directory.appending("busybox.tar"))
            let build = DockerfileBuild(
                dockerfile: directory.appending("Dockerfile"), context: directory.appending("context"))
            let environment = RootfsEnvironment(in: directory, images: images)
            let contents = try await DockerfileSource(build).load(in: environment)
            let text = ([try contents.tree.text("/id")] + contents.tree.lines()).joined(separator: "\n")
            let file = try FileDescriptor.open(
                directory.appending("result"), .writeOnly, options: .create, permissions: .ownerReadWrite)
            try file.closeAfter { _ = try file.writeAll(text.utf8) }
            return
        }
        let user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        let namespaces = try await SubprocessLauncher().run(
            ProcessCommand("setpriv", user.dropFirst() + ["bwrap", "--unshare-user", "--ro-bind", "/", "/", "true"]),
            input: [], outputLimit: 1 << 16)
        try #require(namespaces.succeeded, "this system gives no user namespaces to users without rights")
        let directory = try TemporaryDirectory()
        let images = try await TestImages.busybox(in: directory)
        let context = try directory.makeContext(["file": "x"])
        let text = """
            FROM busybox
            COPY --chown=1000:1001 file /data/
            RUN id -u > /id && mkdir -m 711 /made && echo 1 > /made/one && ln /made/one /made/two && rm -r /root
            RUN --network=none --mount=type=tmpfs,target=/m cat /data/file /made/two > /both
            """
        let dockerfile = try directory.write("Dockerfile", Array(text.utf8))
        let expected = try await DockerfileSource(DockerfileBuild(dockerfile: dockerfile, context: context))
            .load(in: directory.environment(images: images)).tree
        try await Tools.run("sh", ["-c", "rm -r cache; chmod 755 .; chown -R 65534:65534 ."], in: directory.path)
        let command = try TestProcess.command("withoutRoot", in: directory.path, through: user)
        let child = try await SubprocessLauncher().run(command, input: [], outputLimit: 1 << 20)
        #expect(child.succeeded, "\(String(decoding: child.standardError + child.standardOutput, as: UTF8.self))")
        let result = String(decoding: try directory.read("result"), as: UTF8.self)
        #expect(result.split(separator: "\n").map(String.init) == ["0"] + expected.lines())
        #expect(directory.workLeft.isEmpty)
    }
}
