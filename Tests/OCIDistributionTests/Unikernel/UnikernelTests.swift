import Foundation
import OCIModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import OCIDistribution

@Suite("Unikernel images")
struct UnikernelTests {
    private let directory: Scratch
    private let store: ImageStore
    private let reference: ImageReference

    init() throws {
        directory = try Scratch()
        store = try ImageStore(path: directory.path.appending("store"), isDurable: false)
        reference = try ImageReference(parsing: "base:latest", defaults: .unikraft)
        try directory.write("kernel", Array("kernel bytes".utf8), mode: 0o755)
        try directory.write("initrd", Array("initrd bytes".utf8))
    }

    private func package(_ platform: Platform = .qemu, _ architecture: Architecture = .x86_64) -> UnikernelPackage {
        UnikernelPackage(
            kernel: directory.path.appending("kernel"), initrd: directory.path.appending("initrd"), platform: platform,
            architecture: architecture, command: ["/server", "-v"], environment: ["A=1"], labels: ["k": "v"],
            kernelFeatures: KernelFeatures(
                parsing:
                    "CONFIG_B=y\nCONFIG_A=\"x\"\n# CONFIG_C is not set\nCONFIG_UK_APP=\"/tmp\"\nCONFIG_UK_BASE=\"/\"\n"
                    + "CONFIG_UK_FULLVERSION=\"0.17.0~abc\"\n"))
    }

    @Test func aPackageHasKraftKitsForm() async throws {
        let root = try await store.pack(package(), as: reference)
        #expect(root.mediaType == .index)
        guard case .index(let index) = try store.manifest(root).document else { return }
        #expect(index.annotations["sh.kraftkit.version"] != nil)
        let entry = try #require(index.manifests.first)
        #expect(entry.platform?.os == "qemu" && entry.platform?.architecture == "x86_64")
        #expect(entry.platform?.osVersion == "0.17.0~abc")
        #expect(entry.platform?.osFeatures == ["CONFIG_A=\"x\"", "CONFIG_B=y", "CONFIG_UK_FULLVERSION=\"0.17.0~abc\""])
        guard case .manifest(let manifest) = try store.manifest(entry).document else { return }
        #expect(manifest.layers.map(\.mediaType) == [.layer, .layer])
        #expect(manifest.layers.first?.annotations == ["org.unikraft.kernel.image": "/unikraft/bin/kernel"])
        #expect(manifest.layers.last?.annotations == ["org.unikraft.kernel.initrd": "/unikraft/bin/initrd"])
        #expect(manifest.config.platform == entry.platform)
        #expect(manifest.annotations["org.unikraft.kernel.version"] == "0.17.0~abc")
        let config = String(decoding: try store.read(manifest.config.digest), as: UTF8.self)
        #expect(config.contains(#""Cmd":["/server","-v"]"#) && config.contains(#""os.version":"0.17.0~abc""#))
        let list = run("tar -tvf \(store.file(of: manifest.layers[0].digest))")
        #expect(list.output.contains("0/0") && list.output.contains("/unikraft/bin/kernel"))
    }

    @Test func aConfigurationFileIsRead() async throws {
        let path = try directory.write(".config", Array("CONFIG_A=y\n".utf8))
        #expect(try KernelFeatures(configurationFile: path).options == ["CONFIG_A=y"])
        for (text, expected) in [("", "no line"), ("int main() {}", "no line"), ("# CONFIG_A is not set\n", "no line")]
        {
            try directory.write(".config", Array(text.utf8))
            #expect { try KernelFeatures(configurationFile: path) } throws: { error in
                (error as? DistributionError)?.code == .configuration && "\(error)".contains(expected)
            }
        }
        #expect { try KernelFeatures(configurationFile: directory.path.appending("none")) } throws: { error in
            (error as? DistributionError)?.code == .storage && "\(error)".contains("give the .config")
        }
    }

    @Test func theSameFilesGiveTheSameDigests() async throws {
        let first = try await store.pack(package(), as: reference)
        let other = try ImageStore(path: directory.path.appending("other"), isDurable: false)
        #expect(run("touch -d 2001-01-01 \(directory.path)/kernel && chmod 700 \(directory.path)/kernel").status == 0)
        #expect(try await other.pack(package(), as: reference) == first)
    }

    @Test func aPackageIsFoundAndUnpacked() async throws {
        try await store.pack(package(), as: reference)
        let image = try await store.unikernel(
            reference, PlatformSelector(.qemu, .x86_64, kernelOptions: ["CONFIG_B=y"]))
        #expect(image.configuration.config.command == ["/server", "-v"])
        let written = try await image.unpack(into: directory.path.appending("base"))
        #expect(written.map { $0.lastComponent?.string } == ["kernel", "initrd", "config.json"])
        #expect(try directory.read("base/unikraft/bin/kernel") == Array("kernel bytes".utf8))
        #expect(try directory.read("base/unikraft/bin/initrd") == Array("initrd bytes".utf8))
        let description = String(decoding: try directory.read("base/unikraft/config.json"), as: UTF8.self)
        #expect(description.contains("CONFIG_B=y") && description.contains("unikraft.org/base:latest"))
        #expect(run("stat -c %a \(directory.path)/base/unikraft/bin/kernel").output == "755\n")
    }

    @Test func selectionNamesWhatThereIs() async throws {
        try await store.pack(package(), as: reference)
        for selector in [
            PlatformSelector(.firecracker, .x86_64), PlatformSelector(.qemu, .arm64),
            PlatformSelector(.qemu, .x86_64, kernelOptions: ["CONFIG_C=y"]),
        ] {
            do {
                _ = try await store.unikernel(reference, selector)
                Issue.record("found for \(selector)")
            } catch let error as DistributionError {
                #expect(error.code == .noMatch && error.description.contains("qemu/x86_64"))
            }
        }
        #expect(try await store.unikernel(reference, PlatformSelector(os: "kvm", architecture: "amd64")).kernel != nil)
    }

    @Test func severalPlatformsShareATag() async throws {
        try await store.pack(package(), as: reference)
        try await store.pack(package(.firecracker), as: reference, strategy: .merge)
        try await store.pack(package(.qemu, .arm64), as: reference, strategy: .merge)
        let root = try await store.pack(package(.firecracker), as: reference, strategy: .merge)
        let platforms = try store.unikernels(in: root).map { $0.2.platform.description }
        #expect(platforms == ["fc/x86_64", "qemu/arm64", "qemu/x86_64"])
        #expect(await code { try await store.pack(package(), as: reference, strategy: .abort) } == .exists)
        let replaced = try await store.pack(package(), as: reference, strategy: .overwrite)
        #expect(try store.unikernels(in: replaced).count == 1)
    }

    @Test func plainManifestsAndNewMediaTypesAreRead() async throws {
        let kernel = try store.put(Array("raw kernel".utf8), mediaType: .unikraftKernel)
        let config = try store.put(
            Array(#"{"architecture":"x86_64","os":"qemu","rootfs":{"type":"layers","diff_ids":[]}}"#.utf8),
            mediaType: .configuration)
        let manifest = try FetchedManifest(ImageManifest(config: config, layers: [kernel]))
        try store.put(manifest)
        try await store.tag(manifest.descriptor, as: reference)
        let image = try await store.unikernel(reference, PlatformSelector(.qemu, .x86_64))
        let read = try await #require(image.kernel).content.reader()
        #expect(try await read() == Array("raw kernel".utf8))
        #expect(image.initrd == nil)
    }

    @Test func anImageWithoutAKernelIsSaid() async throws {
        let registry = FakeRegistry()
        let fixture = try LayerFixture(files: ["etc/motd": "x"])
        let name = try fixture.image(in: registry, "registry.test/a:1")
        try await ImageCopier().copy(
            from: RegistryImage(name, client: client(registry)), to: StoreImage(name, store: store))
        #expect(await code { _ = try await store.unikernel(name, PlatformSelector()) } == .unsupported)
    }

    @Test func aPushedPackageComesBack() async throws {
        let registry = FakeRegistry()
        let root = try await store.pack(package(), as: reference)
        let client = client(registry)
        try await ImageCopier().copy(
            from: StoreImage(reference, store: store), to: RegistryImage(reference, client: client))
        let other = try ImageStore(path: directory.path.appending("other"), isDurable: false)
        let copied = try await ImageCopier().copy(
            from: RegistryImage(reference, client: client), to: StoreImage(reference, store: other))
        #expect(copied == root)
        #expect(try await other.unikernel(reference, PlatformSelector(.qemu, .x86_64)).initrd != nil)
    }

    @Test func partOfAnIndexCanBePulled() async throws {
        let registry = FakeRegistry()
        try await store.pack(package(), as: reference)
        try await store.pack(package(.qemu, .arm64), as: reference, strategy: .merge)
        let client = client(registry)
        try await ImageCopier().copy(
            from: StoreImage(reference, store: store), to: RegistryImage(reference, client: client))
        let other = try ImageStore(path: directory.path.appending("other"), isDurable: false)
        var copier = ImageCopier()
        copier.selection = { $0.platform?.architecture == "arm64" }
        try await copier.copy(from: RegistryImage(reference, client: client), to: StoreImage(reference, store: other))
        let root = try #require(try other.descriptor(of: reference))
        #expect(try other.unikernels(in: root).map { $0.2.platform.architecture } == ["arm64"])
        copier.selection = { $0.platform?.architecture == "riscv64" }
        #expect(
            await code {
                try await copier.copy(
                    from: RegistryImage(reference, client: client), to: StoreImage(reference, store: other))
            } == .noMatch)
    }

    @Test func aBlobIsMountedFromARepositoryOfTheSameRegistry() async throws {
        let registry = FakeRegistry()
        let client = client(registry)
        try await store.pack(package(), as: reference)
        try await ImageCopier().copy(
            from: StoreImage(reference, store: store), to: RegistryImage(reference, client: client))
        let target = try ImageReference(parsing: "team/copy:1", defaults: .unikraft)
        let before = registry.requests.count
        try await ImageCopier().copy(
            from: RegistryImage(reference, client: client), to: RegistryImage(target, client: client))
        #expect(!registry.requests.dropFirst(before).contains { $0.isBlobDownload })
        #expect(registry.manifest("1", in: "team/copy") != nil)
    }

    @Test func anArchiveGoesOutAndComesIn() async throws {
        let root = try await store.pack(package(), as: reference)
        let path = directory.path.appending("image.tar")
        try await store.export(reference, to: path)
        let first = run("sha256sum < \(path)").output
        try await store.export(reference, to: path)
        #expect(run("sha256sum < \(path)").output == first)
        let other = try ImageStore(path: directory.path.appending("other"), isDurable: false)
        let copied = try await ImageCopier().copy(
            from: try ArchiveImage(path: path), to: StoreImage(reference, store: other))
        #expect(copied.digest == root.digest)
        #expect(try await other.unikernel(reference, PlatformSelector()).kernel != nil)
        #expect(await code { _ = try ArchiveImage(path: directory.path.appending("kernel")) } == .unsupported)
        // A name that is asked for must be there, in whatever way it is written.
        #expect(await code { _ = try ArchiveImage(path: path, name: "other") } == .noMatch)
        for name in ["base", "unikraft.org/base:latest", "latest"] {
            #expect(try ArchiveImage(path: path, name: name).rootManifest().descriptor.digest == root.digest)
        }
    }

    @Test func aNameThatIsNotInADockerArchiveIsRefused() async throws {
        let configuration = #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#
        let path = try directory.write(
            "docker.tar",
            try ArchiveFixture.tar([
                "config.json": configuration,
                "manifest.json": #"[{"Config":"config.json","RepoTags":["web:1"],"Layers":[]}]"#,
            ]))
        for name in [nil, "web:1", "docker.io/library/web:1"] { _ = try ArchiveImage(path: path, name: name) }
        #expect(await code { _ = try ArchiveImage(path: path, name: "nope") } == .noMatch)
    }
}
