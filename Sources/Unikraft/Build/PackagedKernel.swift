import Glibc
import OCIDistribution
public import OCIModel
import RootfsBuilder
import SystemPackage
public import UnikraftCore

/// The kernel of a package: from the store, or from its registry when the store does not have it.
public struct PackagedKernel: KernelSource {
    /// The package.
    public var reference: ImageReference
    /// The options that the kernel must have been built with, each `CONFIG_NAME=value`.
    public var kernelOptions: Set<String> = []
    private let services: BuildServices

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - reference: The package.
    ///   - services: The store, and the way to registries.
    public init(_ reference: ImageReference, services: BuildServices) {
        self.reference = reference
        self.services = services
    }

    /// No.
    public var needsArchive: Bool { false }

    /// See ``KernelSource``.
    public func plan(for platform: Platform, _ architecture: Architecture) async -> StepPlan {
        let place = services.cacheDirectory.appending("packages").string
        let isThere =
            services.pullPolicy != .always && (try? services.existingStore()?.descriptor(of: reference)) != nil
        guard !isThere else {
            return StepPlan("kernel of a package", reads: ["\(reference) in the store"], writes: [place + "/"])
        }
        return StepPlan("kernel of a package", fetches: ["\(reference)"], writes: [place + "/"])
    }

    /// See ``KernelSource``.
    public func kernel(
        for platform: Platform, _ architecture: Architecture, archive: FilePath?
    ) async throws -> ProvidedKernel {
        let store = try services.store()
        let selector = PlatformSelector(platform, architecture, kernelOptions: kernelOptions)
        let image = try await image(selector, in: store)
        // What a digest names never changes, so it is unpacked once.
        let directory = services.cacheDirectory.appending("packages").appending(image.manifest.digest.hex)
        // The description is written last.
        if !directory.appending("unikraft/config.json").isRegularFile { try await image.unpack(into: directory) }
        func place(_ role: UnikernelFile.Role) -> FilePath? {
            image.files[role] == nil ? nil : directory.appending(String(role.path.dropFirst()))
        }
        var result = ProvidedKernel(directory.appending(String(UnikernelFile.Role.kernel.path.dropFirst())))
        result.origin = "of \(reference)"
        result.debugKernel = place(.debugKernel)
        result.initramfs = place(.initrd)
        result.features = KernelFeatures(version: image.platform.osVersion, options: image.platform.osFeatures)
        result.command = (image.configuration.config.entrypoint ?? []) + (image.configuration.config.command ?? [])
        result.environment = image.configuration.config.environment
        return result
    }

    private func image(_ selector: PlatformSelector, in store: ImageStore) async throws -> UnikernelImage {
        if services.pullPolicy != .always {
            do {
                return try await store.unikernel(reference, selector)
            } catch let error as DistributionError where error.code == .notFound || error.code == .noMatch {
                guard services.pullPolicy == .missing, services.client != nil else { throw error }
            }
        }
        if let client = services.client {
            var copier = ImageCopier()
            copier.progress = services.progress
            return try await store.pullUnikernel(
                from: RegistryImage(reference, client: client), as: reference, selector, copier: copier)
        }
        return try await store.unikernel(reference, selector)
    }
}
