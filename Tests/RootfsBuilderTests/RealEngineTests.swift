import DockerfileModel
import Glibc
import RootfsBuilder
import RootfsModel
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

/// Other engines build the same files, and must come to the same trees.
@Suite struct RealEngineTests {
    private func compare(_ engine: ProgramEngine, in directory: borrowing TemporaryDirectory) async throws {
        let context = try directory.makeContext(["d/a": "1", "d/b/c": "2"])
        let text = "FROM scratch AS one\nCOPY d /x\nFROM scratch\nCOPY --from=one /x /y\nENV A=1\nCMD [\"/y/a\"]\n"
        let dockerfile = try directory.write("Dockerfile", Array(text.utf8))
        let build = DockerfileBuild(dockerfile: dockerfile, context: context)
        let theirs = try await DockerfileSource(build, engine: engine).load(in: directory.environment())
        let ours = try await DockerfileSource(build).load(in: directory.environment())
        #expect(theirs.tree.lines(times: false) == ours.tree.lines(times: false))
        #expect(theirs.settings.command == ours.settings.command)
        #expect(theirs.settings.environment.contains { $0.description == "A=1" })
        #expect(directory.workLeft.isEmpty)
        let bad = try directory.write("Bad", Array("FROM scratch\nCOPY gone /\n".utf8))
        let error = await #expect(throws: RootfsError.self) {
            try await engine.build(DockerfileBuild(dockerfile: bad, context: context), in: directory.environment())
        }
        #expect(error?.code == .commandFailed)
        #expect(error?.message.contains("gone") == true)
    }

    @Test(.enabled(if: Tools.isRoot && HostPrograms.has("buildah"), "buildah or root is missing"))
    func buildah() async throws {
        let directory = try TemporaryDirectory()
        let storage = ["--root", "\(directory.path)/r", "--runroot", "\(directory.path)/rr", "--storage-driver", "vfs"]
        try await compare(ProgramEngine(.buildah, globalArguments: storage), in: directory)
    }

    @Test(.enabled(if: Tools.isRoot && HostPrograms.has("podman", "runc"), "podman, runc or root is missing"))
    func podman() async throws {
        let directory = try TemporaryDirectory()
        let storage = ["--root", "\(directory.path)/r", "--runroot", "\(directory.path)/rr", "--storage-driver", "vfs"]
        let system = [
            "--cgroup-manager", "cgroupfs", "--events-backend", "file", "--runtime",
            HostPrograms.path(of: "runc") ?? "runc",
        ]
        try await compare(ProgramEngine(.podman, globalArguments: storage + system), in: directory)
    }

    /// The daemon has no network, and keeps everything in the test's directory.
    @Test(.enabled(if: Tools.isRoot && HostPrograms.has("dockerd", "docker"), "dockerd, docker or root is missing"))
    func docker() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path
        let address = "unix://\(path)/docker.sock"
        var options = ProcessOptions()
        options.standardOutput = .file("\(path)/log")
        options.standardError = .file("\(path)/log")
        let daemon = try SubprocessLauncher().start(
            ProcessCommand(
                "dockerd",
                [
                    "--data-root", "\(path)/data", "--exec-root", "\(path)/exec", "--pidfile", "\(path)/pid", "-H",
                    address,
                    "--iptables=false", "--ip6tables=false", "--bridge=none", "--storage-driver=vfs",
                    "--exec-opt", "native.cgroupdriver=cgroupfs",
                ]), options: options)
        do {
            let wait =
                "for i in $(seq 1200); do docker -H \(address) info > /dev/null 2>&1 && exit 0; sleep 0.1; done; exit 1"
            try await Tools.run("sh", ["-c", wait])
            try await compare(ProgramEngine(.docker, globalArguments: ["-H", address]), in: directory)
        } catch {
            await end(daemon)
            throw error
        }
        await end(daemon)
    }

    private func end(_ daemon: any RunningProcess) async {
        daemon.signal(SIGTERM, wholeGroup: false)
        _ = await daemon.waitUntilExit()
    }
}
