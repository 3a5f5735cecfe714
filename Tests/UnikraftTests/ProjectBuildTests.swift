import CpioArchive
import KernelBuilder
import OCIDistribution
import OCIModel
import RootfsBuilder
import RootfsModel
import SystemPackage
import Testing
import Unikraft
import UnikraftTesting

@Suite("Building projects")
struct ProjectBuildTests {
    private func names(_ archive: FilePath?) throws -> [String] {
        try CpioIndex(try #require(archive)).records.map { "\($0.name)" }
    }

    /// The guide's second example: the kernel of a runtime, a root filesystem from a Dockerfile, a command.
    @Test func aRuntimeProjectGetsKernelAndRootfs() async throws {
        let directory = try TemporaryDirectory()
        let registry = FakeRegistry()
        try await directory.publish("base:latest", to: registry)
        let place = try directory.project([
            "Kraftfile": "spec: v0.6\nruntime: base:latest\nrootfs: ./Dockerfile\ncmd: [\"/server\", \"a b\"]\n",
            "Dockerfile": "FROM scratch\nENV MODE=fast\nCMD [\"/other\"]\nCOPY server /\n", "server": "x",
        ])
        let build = ProjectBuild(try UnikraftProject(in: place), services: directory.services(registry))
        let built = try await build.run(for: .qemu, .host)
        #expect(built.initramfs == place.appending(".unikraft/build/initramfs-\(Architecture.host).cpio"))
        #expect(try names(built.initramfs) == ["server"])
        #expect(built.command == ["/server", "a b"])
        #expect(built.environment.contains("MODE=fast"))
        #expect(built.kernel.features.version == "0.16.3")
        #expect(try directory.read(built.kernel.kernel) == directory.read(directory.path.appending("published")))
        #expect(built.report.description.contains("unikraft.org/base:latest"))

        // From now on the network is not needed, and the archive stays.
        let again = try await ProjectBuild(build.project, services: directory.services()).run(for: .qemu, .host)
        #expect(again.rootfs?.isUnchanged == true)
        #expect(again.kernel.kernel == built.kernel.kernel)
    }

    @Test func theImagesCommandIsTakenWhereTheKraftfileHasNone() async throws {
        let directory = try TemporaryDirectory()
        let place = try directory.project([
            "Kraftfile": "spec: v0.6\nruntime: kernel://./kernel\nrootfs: ./Dockerfile\nenv: [MODE=slow, TOKEN]\n",
            "Dockerfile": "FROM scratch\nENV MODE=fast\nENTRYPOINT [\"/a\"]\nCMD [\"b\"]\nCOPY Kraftfile /a\n",
        ])
        _ = try directory.kernel("project/kernel")
        let built = try await ProjectBuild(try UnikraftProject(in: place), services: directory.services())
            .run(for: .qemu, .x86_64)
        #expect(built.command == ["/a", "b"])
        #expect(built.environment.filter { !$0.hasPrefix("PATH=") } == ["MODE=slow", "TOKEN=s3cret"])
    }

    @Test func anEmbeddedRootfsIsNotGivenTwice() async throws {
        let directory = try TemporaryDirectory()
        let place = try directory.project(["Kraftfile": "spec: v0.6\nrootfs: ./files\n", "files/a": "x"])
        var build = ProjectBuild(try UnikraftProject(in: place), services: directory.services())
        build.kernel = EmbeddingKernel(file: try directory.kernel())
        let built = try await build.run(for: .qemu, .x86_64)
        #expect(built.initramfs == nil)
        #expect(built.package.initrd == nil)
        #expect(try names(built.rootfs?.archive) == ["a"])
    }

    @Test func aSourceOfOnesOwnTakesTheKraftfilesPlace() async throws {
        let directory = try TemporaryDirectory()
        let place = try directory.project(["Kraftfile": "spec: v0.6\nruntime: kernel://../kernel\nrootfs: ./none\n"])
        _ = try directory.kernel()
        var build = ProjectBuild(try UnikraftProject(in: place), services: directory.services())
        build.rootfs = LoadedRootfs(RootfsContents(tree: .init()))
        #expect(try names(try await build.run(for: .qemu, .x86_64).initramfs) == [])
    }

    @Test func targetsAreThoseOfTheKraftfile() throws {
        let directory = try TemporaryDirectory()
        let place = try directory.project([
            "Kraftfile": "spec: v0.6\nruntime: base:latest\ntargets: [qemu/x86_64, qemu/arm64]\n"
        ])
        let build = ProjectBuild(try UnikraftProject(in: place), services: directory.services())
        #expect(
            try build.targets(TargetSelection(selectsAll: true)).map(\.description) == ["qemu/x86_64", "qemu/arm64"])
        #expect(throws: KernelBuildError.self) { try build.targets(TargetSelection(platform: .xen)) }
        #expect(throws: KernelBuildError.self) { try build.targets(TargetSelection()) }
    }
}
