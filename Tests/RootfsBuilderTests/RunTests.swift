import DockerfileModel
import Glibc
import RootfsBuilder
import RootfsModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite(.enabled(if: Tools.canRun, "commands need root, runc and a static busybox"))
struct RunTests {
    private func build(
        _ text: String, _ files: [String: String] = [:], in directory: borrowing TemporaryDirectory,
        _ change: (inout DockerfileBuild, inout RootfsEnvironment) -> Void = { _, _ in }
    ) async throws -> RootfsContents {
        let images = try await TestImages.busybox(in: directory)
        let context = try directory.makeContext(files)
        let dockerfile = try directory.write("Dockerfile", Array(text.utf8))
        var build = DockerfileBuild(dockerfile: dockerfile, context: context)
        var environment = directory.environment(images: images)
        change(&build, &environment)
        return try await DockerfileSource(build, engine: NativeEngine(sandbox: RuncSandbox())).load(in: environment)
    }

    @Test func changesComeBack() async throws {
        let directory = try TemporaryDirectory()
        let contents = try await build(
            """
            FROM busybox
            ENV GREETING="hello there"
            COPY file /data/
            RUN echo "$GREETING" > /data/out && rm -r /root && chown 1000:1001 /data/file && chmod 4755 /data/out && ln /data/out /data/link
            COPY file /data/two
            WORKDIR /work
            USER app
            RUN id > /tmp/id; pwd >> /tmp/id; echo $HOME >> /tmp/id; cat /data/two >> /tmp/id
            USER root
            RUN ["/bin/sh", "-c", "rm -rf /data/two /work; ls / > /listing"]
            """, ["file": "content\n"], in: directory)
        let tree = contents.tree
        #expect(try tree.text("/data/out") == "hello there\n")
        #expect(tree[try TreePath("data/link")]?.link == tree[try TreePath("data/out")]?.link)
        #expect(tree[try TreePath("data/out")]?.metadata.permissions == 0o4755)
        #expect(tree[try TreePath("data/file")]?.metadata.owner == 1000)
        #expect(tree[try TreePath("root")] == nil)
        #expect(tree[try TreePath("bin/second")]?.link == tree[try TreePath("bin/busybox")]?.link)
        #expect(tree[try TreePath("bin/busybox")]?.metadata.modificationTime == 1_000_000_000)
        let identity = try tree.text("/tmp/id")
        #expect(
            identity.split(separator: "\n") == [
                "uid=1000(app) gid=1001(app) groups=2000(extra)", "/work", "/home/app", "content",
            ])
        #expect(tree[try TreePath("data/two")] == nil)
        #expect(tree[try TreePath("work")] == nil)
        #expect(try tree.text("/listing").contains("data\n"))
        for mount in ["proc", "dev", "sys"] { #expect(tree[try TreePath(mount)] == nil, "\(mount)") }
        #expect(tree[try TreePath("data/out")]?.metadata.modificationTime == 0)
        #expect(directory.workLeft.isEmpty)
    }

    @Test func resultsAreCached() async throws {
        let directory = try TemporaryDirectory()
        let text = "FROM busybox\nCOPY file /x\nRUN cat /proc/sys/kernel/random/uuid > /id\n"
        func identity(_ content: String, usesCache: Bool = true) async throws -> String {
            try await build(text, ["file": content], in: directory) { build, _ in build.usesCache = usesCache }
                .tree.text("/id")
        }
        let first = try await identity("a")
        #expect(try await identity("a") == first)
        let other = try await identity("b")
        #expect(other != first)
        #expect(try await identity("a") == first)
        let fresh = try await identity("a", usesCache: false)
        #expect(fresh != first)
        #expect(try await identity("a") == fresh)
    }

    @Test func archivesFollowCommandsThatRanAgain() async throws {
        let directory = try TemporaryDirectory()
        let images = try await TestImages.busybox(in: directory)
        let text = "FROM busybox\nRUN cat /proc/sys/kernel/random/uuid > /id\n"
        let dockerfile = try directory.write("Dockerfile", Array(text.utf8))
        var build = DockerfileBuild(dockerfile: dockerfile, context: try directory.makeContext([:]))
        let archive = directory.path.appending("out.cpio")
        func isUnchanged() async throws -> Bool {
            let environment = directory.environment(images: images)
            return try await RootfsBuild(DockerfileSource(build), in: environment).write(to: archive).isUnchanged
        }
        #expect(try await !isUnchanged())
        #expect(try await isUnchanged())
        build.usesCache = false
        #expect(try await !isUnchanged())
        build.usesCache = true
        #expect(try await isUnchanged())
    }

    @Test func everyKindOfMount() async throws {
        let directory = try TemporaryDirectory()
        let secret = try directory.write("token", Array("s3cret-value".utf8))
        let text = """
            FROM busybox AS other
            RUN mkdir /lib2 && echo tool > /lib2/tool
            FROM busybox
            RUN --mount=type=bind,source=d,target=/ctx cat /ctx/f > /a && ! touch /ctx/new
            RUN --mount=type=bind,from=other,source=/lib2/tool,target=/tool cat /tool > /b
            RUN --mount=type=bind,source=d,target=/ctx,rw touch /ctx/new
            RUN --mount=type=cache,target=/cache echo one >> /cache/log; cat /cache/log > /c
            RUN --mount=type=cache,target=/cache,sharing=locked echo two >> /cache/log; cat /cache/log > /d
            RUN --mount=type=tmpfs,target=/mem,size=1m touch /mem/x && mount | /bin/busybox grep -c ' /mem ' > /e
            RUN --mount=type=secret,id=token,required=true cat /run/secrets/token | /bin/busybox wc -c > /f
            RUN --mount=type=secret,id=token,env=TOKEN echo ${#TOKEN} > /g
            RUN --mount=type=secret,id=none ! test -e /run/secrets/none
            RUN --network=none ip link | /bin/busybox grep -c mtu > /h
            RUN <<EOF
            echo script > /i
            EOF
            RUN <<EOF
            #!/bin/sh
            echo "$0" > /j
            EOF
            """
        let tree = try await build(text, ["d/f": "file"], in: directory) { build, _ in build.secrets = ["token": secret]
        }.tree
        for (path, expected) in [
            ("/a", "file"), ("/b", "tool\n"), ("/c", "one\n"), ("/d", "one\ntwo\n"), ("/e", "1\n"), ("/f", "12\n"),
            ("/g", "12\n"), ("/h", "1\n"), ("/i", "script\n"), ("/j", "/dev/pipes/EOF\n"),
        ] {
            #expect(try tree.text(path) == expected, "\(path)")
        }
        #expect(tree.paths.filter { !$0.contains("/") && $0.count > 1 } == ["bin", "etc", "lib", "root", "tmp", "usr"])
        let found = try await Tools.run("sh", ["-c", "grep -rl s3cret-value cache || true"], in: directory.path)
        #expect(found.isEmpty)
        #expect(directory.workLeft.isEmpty)
    }

    /// A cache whose path is not absolute, as from `XDG_CACHE_HOME=cache`.
    @Test func relativePaths() async throws {
        let directory = try TemporaryDirectory()
        let depth = (unsafe getcwd(nil, 0).map { unsafe String(cString: $0) } ?? "/").split(separator: "/").count
        let up = String(repeating: "../", count: depth)
        let cache = FilePath(up + directory.path.string.dropFirst()).appending("cache")
        let text = "FROM busybox\nRUN --mount=type=cache,target=/c touch /c/x && ls /c > /list\n"
        let tree = try await build(text, in: directory) { _, environment in environment.cache = RootfsCache(cache) }
            .tree
        #expect(try tree.text("/list") == "x\n")
        #expect(directory.workLeft.isEmpty)
    }

    @Test func failuresShowTheOutput() async throws {
        let directory = try TemporaryDirectory()
        let error = await #expect(throws: RootfsError.self) {
            try await build("FROM busybox\nRUN echo out; echo bad >&2; exit 7\n", in: directory)
        }
        #expect(error?.code == .commandFailed)
        let diagnostic = try #require(error?.diagnostics.first)
        #expect(diagnostic.message.contains("exit status 7"))
        #expect(diagnostic.message.contains("bad"))
        #expect(diagnostic.location?.line == 2)
        #expect(directory.workLeft.isEmpty)
        let missing = await #expect(throws: RootfsError.self) {
            try await build("FROM busybox\nRUN --mount=type=secret,id=none,required true\n", in: directory)
        }
        #expect(missing?.diagnostics.first?.message.contains("the secret 'none' was not given") == true)
    }

    @Test func cancelledCommandsLeaveNothing() async throws {
        let directory = try TemporaryDirectory()
        let marker = "987\(UInt32.random(in: 1000...9999))"
        let images = try await TestImages.busybox(in: directory)
        let context = try directory.makeContext([:])
        let dockerfile = try directory.write(
            "Dockerfile", Array("FROM busybox\nRUN echo started; sleep \(marker)\n".utf8))
        var environment = directory.environment(images: images)
        let (lines, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        environment.commandOutput = { continuation.yield($0) }
        let source = DockerfileSource(DockerfileBuild(dockerfile: dockerfile, context: context))
        let running = Task { [environment] in try await source.load(in: environment) }
        for await line in lines where String(decoding: line, as: UTF8.self).contains("started") { break }
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
        #expect(try await !Tools.processes().contains("sleep \(marker)"))
        let mounts = try await Tools.run("cat", ["/proc/self/mounts"])
        #expect(!mounts.contains(directory.path.string))
        #expect(directory.workLeft.isEmpty)
    }

    @Test(.enabled(if: HostPrograms.has("bwrap"), "bubblewrap is not installed"))
    func bubblewrap() async throws {
        let directory = try TemporaryDirectory()
        let images = try await TestImages.busybox(in: directory)
        let context = try directory.makeContext([:])
        let text =
            "FROM busybox\nENV A=\"b c\"\nRUN --network=none --mount=type=tmpfs,target=/m echo $A > /x; touch /m/y; ls / > /z\n"
        let dockerfile = try directory.write("Dockerfile", Array(text.utf8))
        let engine = NativeEngine(sandbox: BubblewrapSandbox())
        let tree = try await DockerfileSource(
            DockerfileBuild(dockerfile: dockerfile, context: context), engine: engine
        ).load(in: directory.environment(images: images)).tree
        #expect(try tree.text("/x") == "b c\n")
        #expect(try tree.text("/z").contains("m\n"))
        #expect(tree[try TreePath("m")] == nil)
    }
}
