import Foundation
import KernelBuilder
import KraftfileModel
import OCIDistribution
import OCIModel
import SubprocessLauncher
import SystemPackage
import Unikraft
import UnikraftTesting

extension TemporaryDirectory {
    /// Services whose store and cache are in this directory, and whose network is a registry in memory.
    func services(_ registry: FakeRegistry? = nil) -> BuildServices {
        var services = BuildServices(
            launcher: SubprocessLauncher(), transport: registry, variables: ["HOME": path.string, "TOKEN": "s3cret"])
        services.storeDirectory = path.appending("store")
        services.cacheDirectory = path.appending("cache")
        return services
    }

    /// A file with a Multiboot header, which is all that it takes to be a kernel that is not started.
    func kernel(_ name: String = "kernel") throws -> FilePath {
        var bytes = [UInt8](repeating: 0, count: 128)
        bytes.replaceSubrange(0..<5, with: [0x7f, 0x45, 0x4c, 0x46, 1])
        bytes[18] = 3
        bytes.replaceSubrange(64..<76, with: [0x02, 0xb0, 0xad, 0x1b, 0, 0, 0, 0, 0xfe, 0x4f, 0x52, 0xe4])
        return try write(name, bytes)
    }

    /// A project's directory.
    func project(_ files: [String: String]) throws -> FilePath {
        let directory = path.appending("project")
        for (name, text) in files {
            let file = directory.appending(name)
            try FileManager.default.createDirectory(
                atPath: file.removingLastComponent().string, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(fileURLWithPath: file.string))
        }
        return directory
    }

    /// Puts a package with a kernel into a registry.
    func publish(
        _ name: String, to registry: FakeRegistry, command: [String] = [], initrd: FilePath? = nil
    ) async throws {
        let reference = try ImageReference(parsing: name, defaults: .unikraft)
        let store = try ImageStore(path: path.appending("publisher"))
        var package = UnikernelPackage(
            kernel: try kernel("published"), initrd: initrd, platform: .qemu, architecture: .host, command: command)
        package.kernelFeatures = KernelFeatures(version: "0.16.3", options: ["CONFIG_LIBVFSCORE=y"])
        try await store.pack(package, as: reference)
        try await ImageCopier().copy(
            from: StoreImage(reference, store: store),
            to: RegistryImage(reference, client: RegistryClient(transport: registry)))
    }
}

/// A kernel that needs the root filesystem first, and takes it in.
struct EmbeddingKernel: KernelSource {
    let file: FilePath
    var needsArchive: Bool { true }

    func kernel(
        for platform: Platform, _ architecture: Architecture, archive: FilePath?
    ) async throws -> ProvidedKernel {
        guard archive != nil else { throw RunError("there is no archive", remedy: "Build it first.") }
        var kernel = ProvidedKernel(file)
        kernel.embedsArchive = true
        return kernel
    }
}
