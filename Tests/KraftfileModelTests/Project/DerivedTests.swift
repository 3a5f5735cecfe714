import KraftfileModel
import Testing
import UnikraftCore

@Suite("What follows from a project")
struct DerivedTests {
    @Test(arguments: [
        ("tornado6.5", "tornado65"), ("My App_01", "myapp_01"), ("--_x-", "x-"), ("ä", ""), ("http-c", "http-c"),
    ])
    func names(written: String, normalized: String) {
        #expect(Project(name: written).normalizedName(directoryName: "dir") == normalized)
        #expect(Project().normalizedName(directoryName: "Dir.1") == "dir1")
        let target = Target(platform: .qemu, architecture: .x86_64)
        #expect(Project(name: written).artifactName(for: target, directoryName: "d") == "\(written)_qemu-x86_64")
    }

    @Test func effectiveOptions() throws {
        let text = """
            spec: v0.6
            kconfig: {A: 1, B: 1, C: 1, D: 1}
            unikraft: {version: stable, kconfig: {B: 2, C: 2, D: 2, KVM_VMM_QEMU: n}}
            libraries: {musl: {kconfig: {C: 3, D: 3}}}
            targets: [{plat: qemu, arch: arm64, kconfig: {D: 4}}]
            """
        let project = try Kraftfile(text).validProject()
        let options = project.effectiveKconfig(for: project.targets[0])
        #expect(["A", "B", "C", "D"].map { options[$0]?.text } == ["1", "2", "3", "4"])
        for name in ["LIBMUSL", "ARCH_ARM_64", "PLAT_KVM", "KVM_VMM_QEMU"] { #expect(options[name] == .yes) }
    }

    @Test func impliedOptions() {
        let expected: [Platform: [String]] = [
            .qemu: ["CONFIG_PLAT_KVM", "CONFIG_KVM_VMM_QEMU"],
            .firecracker: ["CONFIG_PLAT_KVM", "CONFIG_KVM_VMM_FIRECRACKER"],
            .xen: ["CONFIG_PLAT_XEN"], .linuxUserspace: ["CONFIG_PLAT_LINUXU"],
        ]
        for (platform, names) in expected {
            let target = Target(platform: platform, architecture: .arm)
            #expect(target.impliedKconfig.options.map(\.name) == ["CONFIG_ARCH_ARM_32"] + names)
        }
        #expect(Target(platform: .xen, architecture: .x86_64).impliedKconfig["ARCH_X86_64"] == .yes)
    }

    @Test func templatesGiveDefaults() throws {
        let base = try Kraftfile(
            """
            spec: v0.6
            name: base
            template: ./other
            unikraft: stable
            targets: [qemu/x86_64, fc/x86_64]
            libraries: {musl: stable, lwip: {version: stable, kconfig: {A: y}}}
            env: [A=1, B=2]
            labels: {x: 1}
            kconfig: {K: 1, L: 1}
            cmd: [/base]
            rootfs: ./base
            volumes: [./v]
            """
        ).validProject()
        let own = try Kraftfile(
            """
            spec: v0.7
            name: own
            template: ./base
            targets: [qemu/arm64]
            libraries: {lwip: staging, zlib: stable}
            env: [B=3, C=4]
            labels: {y: 2}
            kconfig: {L: 2}
            cmd: [/own]
            """
        ).validProject()
        let merged = own.merged(onto: base)
        #expect(merged.specification == .v07 && merged.name == "own" && merged.template == nil)
        #expect(merged.targets == own.targets && merged.unikraft == base.unikraft)
        #expect(merged.libraries.map(\.name) == ["musl", "lwip", "zlib"])
        #expect(merged.libraries[1].component == Component(version: "staging"))
        #expect(merged.environment == [.init("A", "1"), .init("B", "3"), .init("C", "4")])
        #expect(merged.labels == [.init("x", "1"), .init("y", "2")])
        #expect(merged.kconfig.options == [.init("K", .number("1")), .init("L", .number("2"))])
        #expect(merged.command == ["/own"] && merged.rootfs == base.rootfs && merged.volumes == base.volumes)
        #expect(Project(specification: .v07).merged(onto: base).name == "base")
    }

    @Test func runtimeOfAProjectWithoutOne() {
        #expect(Kraftfile("spec: v0.6\nrootfs: .\n").project?.effectiveRuntime == .base)
        #expect(Kraftfile("spec: v0.6\nrootfs: .\ntemplate: ./t\n").project?.effectiveRuntime == nil)
        #expect(Kraftfile("spec: v0.6\nruntime: a\n").project?.effectiveRuntime?.description == "a")
    }
}
