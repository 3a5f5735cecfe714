import ELFInspector
import SystemPackage
import Testing
import UnikraftCore

@testable import KernelBuilder

@Suite(.enabled(if: MiniProject.canBuild, "the programs that a core is built with are not installed"))
struct MiniCoreTests {
    @Test(.enabled(if: MiniProject.canBoot, "qemu-system-x86_64 is not installed"))
    func buildsAKernelThatBootsWithItsArchive() async throws {
        var mini = try MiniProject()
        mini.embed()
        let archive = try mini.archive("root.cpio", holding: "motd", "hi\n")
        let kernel = try await mini.build(rootfs: PackedRootfs(archive))
        #expect(kernel.work == .configured)
        #expect(kernel.differences.isEmpty)
        #expect(kernel.kernel == mini.project.output.appending("mini_qemu-x86_64"))
        #expect(kernel.kernelSize > 1000)
        #expect(kernel.debugImageSize.map { $0 > kernel.kernelSize } == true)
        #expect(kernel.unikraftVersion == "0.0.1~mini")
        #expect(kernel.libraries.compactMap(\.name) == ["libkernel"])
        let output = try boot(kernel.kernel, append: "one two")
        #expect(output.contains("Powered by Unikraft"))
        #expect(output.contains("mini_qemu-x86_64 one two"))
        #expect(output.contains("greeting: hello from greeting-1.0, tests"))
        #expect(output.contains("application: done"))
        #expect(output.contains("embedded: motd 3"))
    }

    @Test func doesOnlyWhatChanged() async throws {
        var mini = try MiniProject(copiesCore: true)
        mini.embed()
        let first = try mini.archive("a.cpio", holding: "a", "1")
        let second = try mini.archive("b.cpio", holding: "b", "22")
        #expect(try await mini.build(rootfs: PackedRootfs(first)).work == .configured)
        let nothing = try await mini.build(rootfs: PackedRootfs(first))
        #expect(nothing.work == .nothing)
        #expect(nothing.steps == 0)
        let relinked = try await mini.build(rootfs: PackedRootfs(second))
        #expect(relinked.work == .relinked)
        #expect(relinked.steps == 3, "the archive's object, the link and the strip")
        try mini.directory.write("core/lib/vfscore/note.h", Array("// new\n".utf8))
        #expect(try await mini.build(rootfs: PackedRootfs(second)).work == .rebuilt)
        mini.project.options.append(KernelOption("STACK_SIZE_PAGE_ORDER", "6"))
        #expect(try await mini.build(rootfs: PackedRootfs(second)).work == .configured)
        #expect(try await mini.build(rootfs: PackedRootfs(second)).work == .nothing)
        try FileAccess.remove(mini.project.output.appending("mini_qemu-x86_64"))
        #expect(try await mini.build(rootfs: PackedRootfs(second)).work == .rebuilt)
    }

    @Test func explainsDroppedSymbolsAndRemembersThem() async throws {
        var mini = try MiniProject()
        mini.project.options = [
            KernelOption("CONFIG_NO_SUCH_THING", "y"), KernelOption("LIBVFSCORE_AUTOMOUNT_CI_EINITRD", "n"),
            KernelOption("CONFIG_HEAP_BASE", "0x800000"), KernelOption("STACK_SIZE_PAGE_ORDER", "20"),
            KernelOption("KVM_VMM_FIRECRACKER", "y"),
        ]
        let built = try await mini.build()
        #expect(built.differences.map(\.name) == ["NO_SUCH_THING", "STACK_SIZE_PAGE_ORDER", "KVM_VMM_FIRECRACKER"])
        #expect(
            built.differences.map(\.reason).last
                == .otherChoice(chosen: "KVM_VMM_QEMU", prompt: "Virtual machine monitor"))
        #expect(mini.progress.warnings.count == 3)
        let again = try await mini.build()
        #expect(again.work == .nothing)
        #expect(again.differences == built.differences)
        let error = await #expect(throws: KernelBuildError.self) {
            try await mini.build(KernelBuildOptions(ignoresCache: true, isStrict: true))
        }
        #expect(error?.code == .configuration)
    }

    @Test func buildsTargetsSideBySide() async throws {
        var mini = try MiniProject(usesGreeter: false)
        mini.project.targets = [KernelTarget(.qemu, .x86_64, name: "small"), KernelTarget(.firecracker, .x86_64)]
        let error = await #expect(throws: KernelBuildError.self) { try await mini.build() }
        #expect(error?.message.contains("several targets match") == true)
        let options = KernelBuildOptions(jobs: 2)
        let all = TargetSelection(selectsAll: true)
        let kernels = try await mini.builder().build(mini.project, targets: all, options: options)
        #expect(kernels.map(\.kernel.lastComponent?.string) == ["mini_qemu-x86_64", "mini_fc-x86_64"])
        let small = TargetSelection(name: "small")
        #expect(
            try await mini.builder().build(mini.project, targets: small, options: options).map(\.work) == [.nothing])
        mini.project.targets[1].options = [KernelOption("STACK_SIZE_PAGE_ORDER", "2")]
        let again = try await mini.builder().build(mini.project, targets: all, options: options)
        #expect(again.map(\.work) == [.nothing, .configured])
        mini.project.targets[1].platform = .qemu
        await #expect(throws: KernelBuildError.self) { try await mini.builder().build(mini.project, targets: all) }
    }

    @Test func buildsAnEditedConfigurationAndKeepsItWhenTheProjectChanges() async throws {
        var mini = try MiniProject(usesGreeter: false)
        let file = try await mini.build().configuration
        let text = String(decoding: try FileAccess.read(file, limit: 1 << 20), as: UTF8.self)
        try FileAccess.write("\(text)CONFIG_APPLOADER_WARN=y\n".utf8, to: file)
        let edited = try await mini.build()
        #expect(edited.work == .rebuilt)
        #expect(edited.warnings.count == 1)
        try FileAccess.write("\(text)# edited again\n".utf8, to: file)
        mini.project.options = [KernelOption("STACK_SIZE_PAGE_ORDER", "6")]
        #expect(try await mini.build().work == .configured)
        #expect(mini.progress.warnings.contains { $0.contains("yours is kept") })
        let kept = try FileAccess.read(FilePath(file.string + ".edited"), limit: 1 << 20)
        #expect(String(decoding: kept, as: UTF8.self).hasSuffix("# edited again\n"))
    }

    @Test func opensTheEditorWithAConfiguration() async throws {
        var mini = try MiniProject(usesGreeter: false, usesTemplate: false)
        mini.embed()
        try await mini.builder().menu(mini.project)
        let file = mini.project.directory.appending(".config.mini_qemu-x86_64")
        let text = String(decoding: try FileAccess.read(file, limit: 1 << 20), as: UTF8.self)
        #expect(
            text.contains("CONFIG_LIBVFSCORE_AUTOMOUNT_EINITRD_PATH=\"\(mini.project.output)/initramfs-x86_64.cpio\""))
        #expect(!FileAccess.exists(mini.project.directory.appending("Makefile.uk")))
        mini.project.targets = []
        await #expect(throws: KernelBuildError.self) { try await mini.builder().menu(mini.project) }
    }

    @Test func anApplicationWithoutAMakefileGetsOneForTheTimeOfTheBuild() async throws {
        let mini = try MiniProject(usesGreeter: false, usesTemplate: false)
        _ = try await mini.build()
        let makefile = mini.project.directory.appending("Makefile.uk")
        #expect(!FileAccess.exists(makefile))
        // A process that was killed leaves the file behind; the next one removes it.
        try FileAccess.write(
            "# An empty Makefile.uk for the time of a build. It is removed afterwards.\n".utf8, to: makefile)
        _ = try await mini.build(KernelBuildOptions(ignoresCache: true))
        #expect(!FileAccess.exists(makefile))
        try FileAccess.write("# mine\n".utf8, to: makefile)
        _ = try await mini.build()
        #expect(FileAccess.exists(makefile))
    }
}
