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
}
