import KraftfileModel
import Testing
import UnikraftCore

@Suite("Versions of the specification")
struct VersionTests {
    @Test func version07() throws {
        let project = try Kraftfile(KraftfileSamples.version07).validProject()
        #expect(project.specification == .v07 && project.name == "web")
        #expect(project.unikraft?.version == "stable")
        #expect(project.unikraft?.kconfig.options == [.init("CONFIG_A", .yes), .init("B", .hexadecimal("0x10"))])
        #expect(project.libraries.map(\.name) == ["musl", "lwip"])
        #expect(project.libraries[1].component.version == "0.17")
        #expect(
            project.libraries[1].component.source
                == ComponentSource(kind: .git, location: "https://example.com/lwip.git"))
        #expect(project.libraries[1].component.kconfig["LWIP_TCP"] == .yes)
        #expect(project.template?.name == "elf")
        #expect(project.template?.component.source == ComponentSource(kind: .path, location: "./elf"))
        #expect(project.targets.map(\.description) == ["qemu/x86_64", "fc/arm64"])
        #expect(project.targets[1].kconfig["CONFIG_X"] == .no)
        #expect(
            project.rootfs
                == RootfsDescription(source: ".", kind: .dockerfile, dockerfile: "./Dockerfile", format: .erofs))
        #expect(project.roms == [.init(source: "./data.erofs"), .init(source: "./more", format: .cpio)])
        #expect(project.command == ["/bin/web", "--name", "a b"])
        #expect(project.environment == [.init("B", "1"), .init("A", "")])
        #expect(project.labels == [.init("a.b/c-d", "1")])
        #expect(
            project.volumes == [
                .init(source: "./a", destination: "/b", isReadOnly: true), .init(source: "./c", destination: "/"),
            ])
        #expect(problems(KraftfileSamples.version07) == [])
    }

    @Test func version06() throws {
        let project = try Kraftfile(KraftfileSamples.version06).validProject()
        #expect(project.outputDirectory == "out")
        #expect(project.runtime?.registry == "localhost:5000")
        #expect(project.runtime?.name == "team/app" && project.runtime?.tag == "1.0")
        #expect(project.rootfs == RootfsDescription(source: "./Dockerfile"))
        #expect(project.command == ["/server", "--port", "80"])
        #expect(project.environment == [.init("HOME", "/"), .init("TERM", nil), .init("EMPTY", "")])
        #expect(project.labels == [.init("cooldown", "1000"), .init("on", "true")])
        #expect(project.volumes[0] == .init(source: "./data", destination: "/data"))
        #expect(
            project.volumes[1] == .init(source: "./conf", destination: "/conf", driver: "9pfs", isReadOnly: true))
        #expect(
            project.kconfig.options.map(\.value) == [
                .string("some text"), .yes, .no, .hexadecimal("0x400000000"), .number("128"), .number("010"),
            ])
        #expect(problems(KraftfileSamples.version06) == ["(13:7 unquoted-scalar)"])
    }

    @Test func version05() throws {
        let project = try Kraftfile(KraftfileSamples.version05).validProject()
        #expect(project.specification == .v05 && project.unikraft?.version == "0.8.0")
        #expect(project.targets[0].name == "first" && project.targets[0].kernelPath == "build/kernel")
        #expect(project.targets.map(\.description) == ["qemu/x86_64", "linuxu/x86_64"])
        #expect(problems(KraftfileSamples.version05) == [])
    }

    @Test(arguments: ["v0.6", "0.6", "'0.6'", "\"v0.6.0\"", "0.6.0", "!!str 0.6"])
    func spellings(written: String) {
        #expect(Kraftfile("spec: \(written)\nruntime: a:b\n").project?.specification == .v06)
    }

    @Test(arguments: ["0.60", "1.0", "v0.8", "latest", "[0.6]", "'0.6 '", "0.3"])
    func unknownVersions(written: String) {
        let codes = Kraftfile("spec: \(written)\nruntime: a:b\n").diagnostics.map(\.code)
        #expect(codes == [.unsupportedSpecification] || codes == [.missingSpecification])
    }

    @Test func oldTargetKeysAreReported() {
        let text = """
            specification: v0.5
            unikraft: stable
            targets:
              - architecture: x86_64
                platform: {name: kvm, memory: 64, cpus: 2}
                initrd: {output: x}
                command: [a]
            rootfs: ./x
            """
        #expect(
            problems(text) == [
                "(5:27 ignored-key)", "(5:39 ignored-key)", "(6:5 ignored-key)", "(7:5 ignored-key)", "(8:1 newer-key)",
            ])
        #expect(Kraftfile(text).project?.targets.map(\.description) == ["qemu/x86_64"])
    }
}
