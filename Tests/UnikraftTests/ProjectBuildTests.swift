import CpioArchive
import Glibc
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

        #expect(built.report.rootfsMilliseconds != nil && built.report.kernelMilliseconds <= built.report.milliseconds)

        // From now on the network is not needed, and the archive stays.
        let again = try await ProjectBuild(build.project, services: directory.services()).run(for: .qemu, .host)
        #expect(again.rootfs?.isUnchanged == true)
        #expect(again.kernel.kernel == built.kernel.kernel)
    }

    /// Nothing is fetched, run or written for a plan: there is no network, and the registry is not asked.
    @Test func aPlanTellsWhatABuildWillDo() async throws {
        let directory = try TemporaryDirectory()
        let place = try directory.project([
            "Kraftfile": "spec: v0.6\nname: web\nruntime: base:latest\nrootfs: ./Dockerfile\n",
            "Dockerfile":
                "FROM golang:1.21 AS unused\nRUN never\nFROM nginx:1.25 AS n\nRUN touch /a\nFROM scratch\nCOPY --from=n /a /\n",
        ])
        let project = try UnikraftProject(in: place)
        let plan = try await ProjectBuild(project, services: directory.services()).plan(for: .qemu, .x86_64)
        #expect(plan.steps.map(\.name) == ["root filesystem: Dockerfile", "kernel of a package"])
        let rootfs = try #require(plan.steps.first)
        #expect(rootfs.fetches == ["nginx:1.25"])
        #expect(rootfs.runs == ["line 4: RUN touch /a"])
        #expect(rootfs.writes == [place.appending(".unikraft/build/initramfs-x86_64.cpio").string])
        #expect(plan.steps.last?.fetches == ["unikraft.org/base:latest"])
        #expect(plan.description.contains("web for qemu/x86_64, steps side by side"))
        #expect(access(place.appending(".unikraft").string, F_OK) != 0)

        var replaced = ProjectBuild(project, services: directory.services())
        replaced.kernel = EmbeddingKernel(file: "k")
        #expect(try await replaced.plan(for: .qemu, .x86_64).steps.last?.name == "EmbeddingKernel")
    }

    /// Components of a kernel that is built are told with where they come from.
    @Test func aPlanNamesTheKernelsComponents() async throws {
        let directory = try TemporaryDirectory()
        let place = try directory.project([
            "Kraftfile":
                "spec: v0.6\nname: k\nunikraft: {source: ./core}\nlibraries: {lwip: {source: 'https://a.test/lwip.git', version: stable}}\ntargets: [qemu/x86_64]\n",
            "core/Makefile": "",
        ])
        let plan = try await ProjectBuild(try UnikraftProject(in: place), services: directory.services())
            .plan(for: .qemu, .x86_64)
        let step = try #require(plan.steps.last)
        #expect(step.reads.contains { $0.contains("unikraft in ") && $0.hasSuffix("core") })
        #expect(step.fetches == ["libs/lwip from https://a.test/lwip.git at stable"])
        #expect(step.writes.first?.hasSuffix(".unikraft/build/k_qemu-x86_64") == true)
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
