import CpioArchive
import KernelBuilder
import KraftfileModel
import OCIDistribution
import OCIModel
import RootfsBuilder
import RootfsModel
import SystemPackage
import Testing
import Unikraft
import UnikraftCore
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

    @Test func theTemplateGivesWhatTheKraftfileLeavesOut() async throws {
        let directory = try TemporaryDirectory()
        let place = try directory.project([
            "Kraftfile": "spec: v0.7\ntemplate: {source: ./base}\nenv: {B: 2}\n",
            "base/Kraftfile":
                "spec: v0.7\nname: base\nrootfs: ./files\ncmd: [\"/a\"]\nenv: {A: 1, B: 1}\n"
                + "unikraft: {source: ./core}\ntargets: [qemu/x86_64, fc/x86_64]\n",
            "base/files/a": "x",
        ])
        var build = ProjectBuild(try UnikraftProject(in: place), services: directory.services())
        build.kernel = EmbeddingKernel(file: try directory.kernel())
        let built = try #require(try await build.run(TargetSelection(platform: .qemu)).first)
        #expect(built.project.name == "base")
        #expect(built.command == ["/a"])
        #expect(built.environment == ["A=1", "B=2"])
        #expect(try names(built.rootfs?.archive) == ["a"])
        #expect(built.project.model.unikraft?.source?.location == place.appending("base/./core").string)
        #expect(try await build.run(TargetSelection(selectsAll: true)).map(\.platform) == [.qemu, .firecracker])
        let unclear = build
        await #expect(throws: KernelBuildError.self) { _ = try await unclear.run(TargetSelection()) }
    }

    @Test func warningsOfTheCompilerAreNoDoubts() async throws {
        let directory = try TemporaryDirectory()
        let place = try directory.project(["Kraftfile": "spec: v0.6\nruntime: kernel://../kernel\n"])
        _ = try directory.kernel()
        let build = ProjectBuild(try UnikraftProject(in: place), services: directory.services())
        var built = try await build.run(for: .qemu, .x86_64)
        #expect(built.findings.isEmpty)
        built.findings = [
            Diagnostic(.warning, .compiler, "unused variable"), Diagnostic(.warning, .linker, "executable stack"),
            Diagnostic(.warning, .configurationDifference, "CONFIG_A was dropped"),
        ]
        #expect(built.doubts.map(\.message) == ["CONFIG_A was dropped"])
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
