public import OCIModel
import TarArchive

extension ImageStore {
    /// Finds a unikernel in an image of the store.
    ///
    /// KraftKit's marks are used where they are and not needed: a plain manifest without an index will do, and the
    /// files are also found by their places in the layers or by Unikraft's media types.
    ///
    /// - Parameters:
    ///   - reference: The image.
    ///   - selector: Which platform is wanted.
    ///   - limits: Bounds on what is accepted from a layer.
    /// - Returns: The unikernel.
    /// - Throws: ``DistributionError`` with the code `notFound`, `noMatch` and others; `unsupported` when the image holds
    ///   no kernel.
    public func unikernel(
        _ reference: ImageReference, _ selector: PlatformSelector, limits: LayerLimits = LayerLimits()
    ) async throws -> UnikernelImage {
        guard let root = try descriptor(of: reference) else {
            throw DistributionError(
                .notFound, "the store has no image of that name; pull it first", reference: reference.description)
        }
        return try await unikernel(in: root, reference, selector, limits)
    }

    /// Finds a unikernel in an image, whatever its name is.
    func unikernel(
        in root: Descriptor, _ reference: ImageReference, _ selector: PlatformSelector, _ limits: LayerLimits
    ) async throws -> UnikernelImage {
        do {
            let candidates = try unikernels(in: root)
            guard
                let (descriptor, document, configuration) = candidates.first(where: { selector.matches($0.2.platform) })
            else {
                throw DistributionError(
                    .noMatch,
                    "none of the image's manifests in the store is for what is wanted: "
                        + selector.mismatch(candidates.map(\.2.platform))
                        + "; pull the image again for the platform")
            }
            let files = try await files(of: document, configuration, limits)
            guard files[.kernel] != nil else {
                throw DistributionError(
                    .unsupported,
                    "the image holds no kernel at \(UnikernelFile.Role.kernel.path); it is no unikernel package")
            }
            return UnikernelImage(
                reference: reference, manifest: descriptor, platform: configuration.platform,
                configuration: configuration,
                files: files)
        } catch let error as DistributionError {
            throw error.about(reference.description)
        }
    }

    /// The manifests of an image that the store has, with their configurations.
    public func unikernels(
        in root: Descriptor
    ) throws(DistributionError) -> [(Descriptor, ImageManifest, ImageConfiguration)] {
        let manifest = try manifest(root)
        switch manifest.document {
        case .manifest(let document):
            return [(manifest.descriptor, document, try configuration(of: document, root.platform))]
        case .index(let index):
            var result: [(Descriptor, ImageManifest, ImageConfiguration)] = []
            for descriptor in index.manifests
            where descriptor.mediaType.role == .manifest && contains(descriptor.digest) {
                guard case .manifest(let document) = try self.manifest(descriptor).document,
                    contains(document.config.digest)
                else { continue }
                result.append((descriptor, document, try configuration(of: document, descriptor.platform)))
            }
            return result
        }
    }

    /// The configuration of a manifest, with the platform of the index where it says more.
    private func configuration(
        of document: ImageManifest, _ platform: ImagePlatform?
    ) throws(DistributionError) -> ImageConfiguration {
        var configuration: ImageConfiguration = try JSONDocument.decode(
            try read(document.config.digest), "configuration", digest: document.config.digest)
        let other = platform ?? document.config.platform
        guard let other else { return configuration }
        if configuration.platform.os.isEmpty { configuration.platform.os = other.os }
        if configuration.platform.architecture.isEmpty { configuration.platform.architecture = other.architecture }
        if configuration.platform.osFeatures.isEmpty { configuration.platform.osFeatures = other.osFeatures }
        configuration.platform.osVersion = configuration.platform.osVersion ?? other.osVersion
        return configuration
    }

    private func files(
        of document: ImageManifest, _ configuration: ImageConfiguration, _ limits: LayerLimits
    ) async throws -> [UnikernelFile.Role: UnikernelFile] {
        try limits.check(document)
        var search = UnikernelSearch()
        for (position, descriptor) in document.layers.enumerated() {
            if let role = UnikernelFile.Role(descriptor.mediaType) {
                _ = try content(of: descriptor)
                search.take(
                    UnikernelFile(
                        in: stored(descriptor.digest), range: 0..<UInt64(descriptor.size), mode: 0o644),
                    as: role)
                continue
            }
            guard case .layer = descriptor.mediaType.role else { continue }
            let diffID = position < configuration.diffIDs.count ? configuration.diffIDs[position] : descriptor.digest
            let layer = try await layer(descriptor, diffID: diffID, limits: limits)
            do {
                try search.take(layer, named: UnikernelFile.Role.named(in: descriptor.annotations))
            } catch {
                throw DistributionError.damaged(descriptor.digest, error)
            }
        }
        return search.files
    }
}

extension UnikernelFile.Role {
    init?(_ mediaType: MediaType) {
        switch mediaType {
        case .unikraftKernel: self = .kernel
        case .unikraftInitrd: self = .initrd
        default: return nil
        }
    }

    var annotation: String {
        switch self {
        case .kernel: AnnotationName.unikraftKernelImage
        case .initrd: AnnotationName.unikraftInitrd
        case .debugKernel: AnnotationName.unikraftKernelDebugImage
        }
    }

    /// The paths that a layer's annotations give roles to, relative to the root.
    static func named(in annotations: [String: String]) -> [[UInt8]: UnikernelFile.Role] {
        var result: [[UInt8]: UnikernelFile.Role] = [:]
        for role in allCases {
            guard let path = annotations[role.annotation] else { continue }
            result[Array(path.split(separator: "/").joined(separator: "/").utf8)] = role
        }
        return result
    }
}
