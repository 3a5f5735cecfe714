import OCIDistribution
import OCIModel
import SystemPackage
import Testing
import Unikraft
import UnikraftTesting

@Suite("Packaging")
struct PackagingTests {
    private func packaging(
        _ directory: borrowing TemporaryDirectory, _ services: BuildServices
    ) throws -> ProjectPackaging {
        let place = try directory.project([
            "Kraftfile": "spec: v0.6\nname: web\nruntime: kernel://./kernel\nrootfs: ./root\ncmd: [/web]\n",
            "root/web": "content",
        ])
        _ = try directory.kernel("project/kernel")
        let build = ProjectBuild(try UnikraftProject(in: place), services: services)
        return ProjectPackaging(.project(build), as: try ImageReference(parsing: "team/web:1", defaults: .unikraft))
    }

    @Test func aProjectGoesToStoreRegistryAndArchive() async throws {
        let directory = try TemporaryDirectory()
        let registry = FakeRegistry()
        let services = directory.services(registry)
        var packaging = try packaging(directory, services)
        let client = try #require(services.client)
        let archive = directory.path.appending("web.tar")
        packaging.destinations = [RegistryDestination(client), ArchiveDestination(archive)]
        packaging.adjust = { $0.labels["version"] = "1" }

        let plan = try await packaging.plan(for: .qemu, .x86_64)
        let text = plan.description
        for part in ["web for qemu/x86_64", "project/kernel", "team/web:1 in", "registry: ", "archive: \(archive)"] {
            #expect(text.contains(part), "\(part) is missing in:\n\(text)")
        }
        #expect(registry.requests.isEmpty)
        #expect(throws: (any Error).self) { try ArchiveImage(path: archive) }

        let report = try await packaging.run(for: .qemu, .x86_64)
        #expect(report.copies.map(\.place).count == 2 && report.build?.rootfsEntries == 1)
        let found = try await client.manifest(packaging.reference)
        #expect(found.descriptor.digest.description == report.digest)
        #expect(try ArchiveImage(path: archive).rootManifest().descriptor.digest.description == report.digest)
        let configuration = try #require(try services.store().unikernels(in: found.descriptor).first?.2)
        #expect(configuration.config.labels["version"] == "1")

        // A destination that fails leaves the image in the store.
        packaging.destinations = [ArchiveDestination("/nowhere/web.tar")]
        await #expect(throws: (any Error).self) { try await packaging.run(for: .qemu, .x86_64) }
        #expect(try services.store().descriptor(of: packaging.reference) != nil)
    }

    @Test func filesThatAreNotThereAreToldBefore() async throws {
        let directory = try TemporaryDirectory()
        let package = UnikernelPackage(
            kernel: try directory.kernel(), initrd: directory.path.appending("none"), platform: .qemu,
            architecture: .x86_64)
        let packaging = ProjectPackaging(
            .files(package, services: directory.services()),
            as: try ImageReference(parsing: "team/web:1", defaults: .unikraft))
        let plan = try await packaging.plan(for: .qemu, .x86_64)
        #expect(plan.build == nil && plan.steps.flatMap(\.lacks) == [directory.path.appending("none").string])
        await #expect(throws: DistributionError.self) { try await packaging.run(for: .qemu, .x86_64) }
    }

    private func packaging(
        _ kernel: FilePath, initrd: FilePath? = nil, platform: Platform = .qemu, environment: [String] = [],
        in directory: borrowing TemporaryDirectory
    ) throws -> ProjectPackaging {
        let package = UnikernelPackage(
            kernel: kernel, initrd: initrd, platform: platform, architecture: .x86_64, environment: environment)
        return ProjectPackaging(
            .files(package, services: directory.services()),
            as: try ImageReference(parsing: "team/web:1", defaults: .unikraft))
    }

    @Test func aRootFilesystemBecomesTheRamdiskOfFiles() async throws {
        let directory = try TemporaryDirectory()
        try directory.write("root.tar", try ArchiveFixture.tar(["etc/motd": "hello"]))
        let kernel = try directory.kernel()
        var packaging = try packaging(kernel, environment: ["A=1"], in: directory)
        packaging.rootfs = try await directory.services().rootfsSource(directory.path.appending("root.tar").string)
        let plan = try await packaging.plan(for: .qemu, .x86_64)
        #expect(plan.steps.map(\.name).first?.hasPrefix("root filesystem: ") == true && plan.steps.count == 2)
        #expect(!directory.names().contains("cache"))

        _ = try await packaging.run(for: .qemu, .x86_64)
        let found = try await directory.services().store().unikernel(
            packaging.reference, PlatformSelector(.qemu, .x86_64))
        let initrd = try #require(found.initrd)
        #expect(initrd.range.count > 100 && found.configuration.config.environment == ["A=1"])

        var both = try self.packaging(kernel, initrd: kernel, in: directory)
        both.rootfs = packaging.rootfs
        let refused = both
        await #expect(throws: RunError.self) { try await refused.plan(for: .qemu, .x86_64) }
        await #expect(throws: RunError.self) { try await refused.run(for: .qemu, .x86_64) }
    }

    /// The architecture stands in the ELF header at byte 18: 62 is x86_64, 183 arm64.
    private func elf(_ machine: UInt8) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 128)
        bytes.replaceSubrange(0..<7, with: [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
        (bytes[16], bytes[18], bytes[20], bytes[52]) = (2, machine, 1, 64)
        return bytes
    }

    @Test func whatIsNoKernelIsNotPacked() async throws {
        let directory = try TemporaryDirectory()
        let files: [(String, [UInt8], fitting: [Platform])] = [
            ("main.c", Array("int main() {}".utf8), []), ("empty", [], []), ("arm64", elf(183), []),
            ("elf", elf(62), [.firecracker, .xen]),
        ]
        for (name, bytes, fitting) in files {
            let path = try directory.write(name, bytes)
            for platform in [Platform.qemu, .firecracker, .xen] {
                let packaging = try packaging(path, platform: platform, in: directory)
                if fitting.contains(platform) {
                    _ = try await packaging.run(for: platform, .x86_64)
                } else {
                    await #expect(throws: (any Error).self, "\(name) for \(platform)") {
                        try await packaging.run(for: platform, .x86_64)
                    }
                    await #expect(throws: (any Error).self, "\(name) for \(platform)") {
                        try await packaging.plan(for: platform, .x86_64)
                    }
                }
            }
        }
        let kernel = try directory.kernel()
        _ = try await packaging(kernel, platform: .firecracker, in: directory).run(for: .firecracker, .x86_64)
    }

    @Test func aRamdiskThatNoKernelReadsIsDoubtful() async throws {
        let directory = try TemporaryDirectory()
        let kernel = try directory.kernel()
        let files: [(String, [UInt8], isDoubtful: Bool)] = [
            ("a.cpio", Array("070701".utf8), false), ("a.gz", [0x1f, 0x8b, 8, 0, 0, 0], false),
            ("a.lz4", [0x02, 0x21, 0x4c, 0x18, 0, 0], false), ("a.txt", Array("hello world".utf8), true),
            ("none", [], true),
        ]
        for (name, bytes, isDoubtful) in files {
            let packaging = try packaging(kernel, initrd: try directory.write(name, bytes), in: directory)
            let findings = try await packaging.run(for: .qemu, .x86_64).findings
            #expect(findings.isEmpty != isDoubtful, "\(name): \(findings)")
        }
    }

    @Test(arguments: ["BAD", "=x", ""]) func aVariableWithoutNameOrValueIsNotPacked(text: String) async throws {
        let directory = try TemporaryDirectory()
        let packaging = try packaging(try directory.kernel(), environment: ["A=", text], in: directory)
        await #expect(throws: RunError.self) { try await packaging.run(for: .qemu, .x86_64) }
    }
}
