import RootfsBuilder
import SystemPackage
import Testing
import Unikraft
import UnikraftTesting

@Suite("What is run")
struct RunRequestTests {
    @Test func aProjectRunsWithItsCommandAndVolumes() async throws {
        let directory = try TemporaryDirectory()
        let place = try directory.project([
            "Kraftfile":
                "spec: v0.7\nname: web\nruntime: kernel://./kernel\nrootfs: ./files\ncmd: [\"/a\"]\nvolumes: [\"./data:/data:ro\"]\n",
            "files/a": "x", "data/b": "y",
        ])
        let kernel = try directory.kernel("project/kernel")
        var request = RunRequest()
        request.source = place.string
        request.environment = [EnvironmentVariable(name: "X", value: "1=2")]
        let configuration = try await request.resolve(directory.services()).configuration
        #expect(configuration.name == "web")
        #expect(configuration.kernel == kernel)
        #expect(configuration.commandLine.arguments == ["/a"])
        #expect(configuration.commandLine.environment == [EnvironmentVariable(name: "X", value: "1=2")])
        let volume = try #require(configuration.sharedDirectories.first)
        #expect(volume.source == place.appending("data") && volume.mountPoint == "/data" && volume.isReadOnly)

        request.arguments = ["/b", "c"]
        #expect(try await request.resolve(directory.services()).configuration.commandLine.arguments == ["/b", "c"])
    }

    @Test func aPackageIsFetchedAndRunWithItsCommand() async throws {
        let directory = try TemporaryDirectory()
        let registry = FakeRegistry()
        let initrd = try directory.write("initrd", "070701 pretended".utf8)
        try await directory.publish("team/web:1", to: registry, command: ["/web"], initrd: initrd)
        var request = RunRequest()
        request.source = "oci://unikraft.org/team/web:1"
        let configuration = try await request.resolve(directory.services(registry)).configuration
        #expect(configuration.name == "web")
        #expect(configuration.commandLine.arguments == ["/web"])
        #expect(try directory.read(try #require(configuration.initramfs)) == directory.read(initrd))
    }

    @Test func aKernelAndAnArchiveStayAsTheyAre() async throws {
        let directory = try TemporaryDirectory()
        let archive = directory.path.appending("root.cpio")
        try ProgramRootfs(programs: ["/usr/bin/env"]).write(to: archive)
        var request = RunRequest()
        request.source = try directory.kernel().string
        request.rootfs = archive.string
        request.buildDirectory = directory.path.appending("build")
        let configuration = try await request.resolve(directory.services()).configuration
        #expect(configuration.initramfs == archive)
        #expect(configuration.name == "kernel")
    }

    @Test func aDirectoryAsRootfsIsPacked() async throws {
        let directory = try TemporaryDirectory()
        let place = try directory.project(["file": "x"])
        var request = RunRequest()
        request.kernel = try directory.kernel()
        request.rootfs = place.string
        request.buildDirectory = directory.path.appending("build")
        let archive = try #require(try await request.resolve(directory.services()).configuration.initramfs)
        #expect(archive.removingLastComponent() == request.buildDirectory)
        #expect(try directory.read(archive).starts(with: "070701".utf8))
    }

    @Test(arguments: [
        ("./nothing", "nothing"), ("unikraft.org/absent:1", "absent"), ("/usr/bin/env", "no kernel"),
    ])
    func whatCannotBeRunIsNamed(source: String, reason: String) async throws {
        let directory = try TemporaryDirectory()
        var request = RunRequest()
        request.source = source
        request.buildDirectory = directory.path.appending("build")
        await #expect {
            _ = try await request.resolve(directory.services(FakeRegistry()))
        } throws: {
            "\($0)".contains(reason)
        }
    }

    @Test func doubtIsAnErrorWhenItIsStrict() async throws {
        let directory = try TemporaryDirectory()
        let place = try directory.project([
            "Kraftfile": "spec: v0.6\nruntime: kernel://./kernel\nrootfs: ./Dockerfile\n",
            "Dockerfile": "FROM scratch\nWORKDIR /srv\nCMD [\"/a\"]\n",
        ])
        _ = try directory.kernel("project/kernel")
        var request = RunRequest()
        request.source = place.string
        #expect(
            try await request.resolve(directory.services()).warnings.map(\.code.description) == ["working-directory"])
        request.isStrict = true
        await #expect(throws: RootfsError.self) { try await request.resolve(directory.services()) }
    }
}
