import KraftfileModel
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import KernelBuilder

struct KraftfileTests {
    private func project(_ text: String, in directory: FilePath = "/p") throws -> KernelProject {
        try KernelProject(Kraftfile(text).validProject(), in: directory)
    }

    @Test func takesEverythingOutOfAKraftfile() throws {
        let project = try project(
            """
            spec: v0.6
            name: nginx
            env:
              MODE: fast
            kconfig:
              CONFIG_A: 'y'
            unikraft:
              source: https://host/unikraft.git
              version: staging
              kconfig:
                CONFIG_HEX: '0x10'
            libraries:
              lwip:
                version: stable
              libelf:
                source: ./elf
                kconfig:
                  CONFIG_E: 3
            template:
              source: https://host/app-elfloader.git
              version: RELEASE-0.16.3
            targets:
              - qemu/x86_64
              - platform: fc
                architecture: arm64
                name: small
                kconfig:
                  CONFIG_T: 'n'
            """)
        #expect(
            project.core.request.origin
                == .git(try GitLocation(parsing: "https://host/unikraft.git"), try GitReference(parsing: "staging")))
        #expect(project.libraries.map(\.request.origin) == [.index(version: "stable"), .directory("/p/elf")])
        #expect(project.template?.request.key == .application("elfloader"))
        let request = try project.request(for: project.targets[1])
        #expect(
            request.entries.map { "\($0.name)=\($0.text)" } == [
                "A=y", "HEX=0x10", "LIBLWIP=y", "LIBELF=y", "E=3", "ARCH_ARM_64=y", "PLAT_KVM=y",
                "KVM_VMM_FIRECRACKER=y", "T=n", "LIBPOSIX_ENVIRON_ENVP1=MODE=fast",
            ])
        #expect(request["E"]?.origin == .library("libelf"))
        #expect(try TargetSelection(name: "small").select(from: project.targets).count == 1)
        #expect(throws: KernelBuildError.self) { try TargetSelection(platform: .xen).select(from: project.targets) }
    }

    @Test(arguments: [
        "unikraft: {source: 'http://host/x.git'}",
        "unikraft: {source: 'https://host/x.git', version: '--upload-pack=x'}",
        "libraries: {lwip: stable}", "unikraft: {version: '-x'}",
    ])
    func refuses(_ text: String) {
        #expect(throws: KernelBuildError.self) { try project("spec: v0.6\nname: x\ntargets: [qemu/x86_64]\n\(text)\n") }
    }

    @Test(
        .enabled(
            if: MiniProject.canBuild && HostPrograms.has("git"), "git or the programs of a build are not installed"))
    func buildsWithATemplatesDefaults() async throws {
        let directory = try ScratchDirectory()
        try shell("cd \(directory.path); git init -q --bare core; cp -r \(MiniProject.fixtures)/apps/loader .; mkdir p")
        try shell(
            """
            cd \(directory.path); export GIT_CONFIG_GLOBAL=/dev/null; cp -r \(MiniProject.fixtures)/core work; cd work
            git init -q -b stable .; git config user.email a@b; git config user.name n; git add .; git commit -qm one
            git push -q ../core stable; git -C ../core symbolic-ref HEAD refs/heads/stable
            """)
        let kraftfile = Kraftfile(
            """
            spec: v0.6
            name: mine
            unikraft:
              source: file://\(directory.path)/core
              version: stable
            template:
              source: ../loader
            """)
        let builder = KernelBuilder(launcher: SubprocessLauncher())
        let home = directory.path.appending("p")
        let project = try await builder.resolve(kraftfile.validProject(), in: home)
        #expect(project.targets.map(\.description) == ["qemu/x86_64"], "the template gives the targets")
        let kernel = try #require(try await builder.build(project).first)
        #expect(kernel.kernel == home.appending(".unikraft/build/mine_qemu-x86_64"))
        #expect(kernel.work == .configured)
        #expect(kernel.work.description == "configured and built")
        try KernelBuilder.clean(kraftfile.validProject(), in: home)
        #expect(!FileAccess.exists(kernel.kernel))
        #expect(!FileAccess.exists(kernel.configuration))
        #expect(FileAccess.exists(home.appending(".unikraft/unikraft/Makefile")))
        try KernelBuilder.clean(kraftfile.validProject(), in: home, depth: .everything)
        #expect(!FileAccess.exists(home.appending(".unikraft/unikraft")))
        #expect(FileAccess.exists(project.lockPath))
    }

    /// The template is not there, and is not fetched to clean.
    @Test(arguments: ["runtime: base:latest", "template: {source: 'https://host.invalid/app.git'}"])
    func cleansWithoutFetching(_ text: String) async throws {
        let directory = try ScratchDirectory()
        let project = try Kraftfile("spec: v0.6\nname: x\ntargets: [qemu/x86_64]\n\(text)\n").validProject()
        try KernelBuilder.clean(project, in: directory.path)
        #expect(FileAccess.names(in: directory.path).isEmpty)
        let build = directory.path.appending(".unikraft/build")
        for name in ["initramfs-x86_64.cpio", "x_qemu-x86_64", "y_qemu-x86_64"] {
            try FileAccess.write([], to: build.appending(name))
        }
        try FileAccess.write([], to: directory.path.appending(".config.x_qemu-x86_64"))
        try KernelBuilder.clean(project, in: directory.path)
        #expect(FileAccess.names(in: build) == ["y_qemu-x86_64"])
        #expect(FileAccess.names(in: directory.path) == [".unikraft"])
    }
}
