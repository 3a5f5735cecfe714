import OCIModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import OCIDistribution

/// Kernels that are chosen by the options that they were built with.
@Suite("Selection by kernel options")
struct KernelOptionTests {
    private let directory: Scratch
    private let store: ImageStore
    private let registry = FakeRegistry()
    private let reference: ImageReference

    init() async throws {
        directory = try Scratch()
        store = try ImageStore(path: directory.path.appending("store"), isDurable: false)
        reference = try ImageReference(parsing: "registry.test/base:1", defaults: .unikraft)
        var package = UnikernelPackage(
            kernel: try directory.write("kernel", [1]), platform: .qemu, architecture: .x86_64)
        package.kernelFeatures = KernelFeatures(options: ["CONFIG_LIBVFSCORE=y", "CONFIG_LIBUKDEBUG_PRINTD=n"])
        try await store.pack(package, as: reference)
        let other = UnikernelPackage(kernel: package.kernel, platform: .firecracker, architecture: .x86_64)
        try await store.pack(other, as: reference, strategy: .merge)
        try await ImageCopier().copy(
            from: StoreImage(reference, store: store), to: RegistryImage(reference, client: client(registry)))
    }

    private func pull(_ options: Set<String>) async throws -> [String] {
        let target = try ImageStore(path: directory.path.appending("target"), isDurable: false)
        var copier = ImageCopier()
        copier.platform = PlatformSelector(.qemu, .x86_64, kernelOptions: options)
        let root = try await copier.copy(
            from: RegistryImage(reference, client: client(registry)), to: StoreImage(reference, store: target))
        return try target.unikernels(in: root).map { "\($0.2.platform)" }
    }

    private func message(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "nothing was thrown"
        } catch {
            #expect((error as? DistributionError)?.code == .noMatch)
            return "\(error)"
        }
    }

    @Test func aKernelWithTheOptionsIsPulledAlone() async throws {
        #expect(try await pull(["CONFIG_LIBVFSCORE=y"]) == ["qemu/x86_64"])
    }

    @Test func whatDoesNotFitIsNamed() async throws {
        let wanted: Set = ["CONFIG_LIBVFSCORE=y", "CONFIG_LIBUKDEBUG_PRINTD=y", "CONFIG_LIBNONE=y"]
        let found = "qemu/x86_64 (no CONFIG_LIBNONE CONFIG_LIBUKDEBUG_PRINTD=n), fc/x86_64"
        let pulled = await message { _ = try await pull(wanted) }
        #expect(pulled.contains("CONFIG_LIBNONE=y CONFIG_LIBUKDEBUG_PRINTD=y CONFIG_LIBVFSCORE=y for qemu/x86_64"))
        #expect(pulled.contains("registry.test/base"))
        #expect(pulled.contains("qemu/x86_64 (no CONFIG_LIBNONE CONFIG_LIBUKDEBUG_PRINTD=n)"))
        #expect(pulled.contains("fc/x86_64") && !pulled.contains("fc/x86_64 ("))
        let chosen = await message {
            _ = try await store.unikernel(reference, PlatformSelector(.qemu, .x86_64, kernelOptions: wanted))
        }
        #expect(chosen.contains(found) || chosen.contains("fc/x86_64, qemu/x86_64 (no CONFIG_LIBNONE"), "\(chosen)")
        let silent = await message {
            _ = try await store.unikernel(reference, PlatformSelector(.firecracker, .x86_64, kernelOptions: wanted))
        }
        #expect(silent.contains("fc/x86_64 (which names no kernel options)"), "\(silent)")
    }
}
