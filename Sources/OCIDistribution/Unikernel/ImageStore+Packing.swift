public import OCIModel
import SystemPackage
import SystemSupport
import TarArchive

extension ImageStore {
    /// Makes an image of a unikernel, in the form that KraftKit reads: an index, a manifest for the platform, and each
    /// file in a layer of its own without compression. The same files give the same digests everywhere.
    ///
    /// - Parameters:
    ///   - package: The unikernel.
    ///   - reference: The image's name.
    ///   - strategy: What happens when there is already an image of that name.
    /// - Returns: The index's descriptor.
    /// - Throws: ``DistributionError`` with the code `exists`, `storage` and others.
    @discardableResult
    public func pack(
        _ package: UnikernelPackage, as reference: ImageReference, strategy: MergeStrategy = .overwrite
    ) async throws -> Descriptor {
        guard reference.digest == nil else {
            throw DistributionError(
                .configuration, "an image that is made gets its digest by that; leave the digest out of its name",
                reference: reference.description)
        }
        return try await addingAllOrNothing {
            let existing = try descriptor(of: reference)
            guard strategy != .abort || existing == nil else {
                throw DistributionError(
                    .exists, "there is already an image of that name; choose another, or let it be replaced or merged",
                    reference: reference.description)
            }
            let entry = try await manifest(for: package, reference)
            var manifests: [Descriptor] = []
            if strategy == .merge, let existing { manifests = try others(in: existing, than: entry) }
            manifests.append(entry)
            manifests.sort { Self.order($0) < Self.order($1) }
            let index = try FetchedManifest(
                ImageIndex(manifests: manifests, annotations: Self.annotations(package, reference)))
            try put(index)
            try await tag(index.descriptor, as: reference)
            return index.descriptor
        }
    }

    /// The manifests of an image that the new one does not replace. A plain manifest becomes one of them.
    private func others(in existing: Descriptor, than entry: Descriptor) throws -> [Descriptor] {
        let manifest = try manifest(existing)
        guard case .index(let index) = manifest.document else {
            var descriptor = manifest.descriptor
            descriptor.platform = try unikernels(in: existing).first?.2.platform
            return descriptor.platform == entry.platform ? [] : [descriptor]
        }
        return index.manifests.filter { $0.platform != entry.platform }
    }

    private static func order(_ descriptor: Descriptor) -> (String, Digest) {
        (descriptor.platform?.description ?? "", descriptor.digest)
    }

    private func manifest(for package: UnikernelPackage, _ reference: ImageReference) async throws -> Descriptor {
        var layers: [Descriptor] = []
        for (role, path) in package.files { layers.append(try await putLayer(role, path)) }
        let configuration = ImageConfiguration(
            platform: package.imagePlatform,
            config: ExecutionParameters(
                command: package.command.isEmpty ? nil : package.command, environment: package.environment,
                labels: package.labels),
            diffIDs: layers.map(\.digest), created: package.created)
        var config = try put(try JSONDocument.encode(configuration), mediaType: .configuration)
        config.platform = package.imagePlatform
        let manifest = try FetchedManifest(
            ImageManifest(config: config, layers: layers, annotations: Self.annotations(package, reference)))
        try put(manifest)
        var descriptor = manifest.descriptor
        descriptor.platform = package.imagePlatform
        descriptor.annotations = [AnnotationName.kraftkitVersion: Self.kraftkitMark]
        return descriptor
    }

    /// The version of KraftKit whose format this is. Its reader wants the mark and does not compare it.
    private static let kraftkitMark = "0.11.6"

    private static func annotations(_ package: UnikernelPackage, _ reference: ImageReference) -> [String: String] {
        var annotations = [
            AnnotationName.kraftkitVersion: kraftkitMark, AnnotationName.unikraftImageName: reference.name,
            AnnotationName.containerdImageName: ImageStore.tagName(of: reference),
        ]
        annotations[AnnotationName.referenceName] = reference.tag?.description
        annotations[AnnotationName.unikraftKernelVersion] = package.kernelFeatures.version
        annotations[AnnotationName.created] = package.created
        return annotations
    }

    /// Keeps a file as a layer: a tar with one entry, whose owner, time and permissions are always the same.
    private func putLayer(_ role: UnikernelFile.Role, _ path: FilePath) async throws -> Descriptor {
        let status = try storage(path) { () throws(SystemCallError) in try FileStatus(of: path, followSymlink: true) }
        guard status.kind == .regular else {
            throw DistributionError(.storage, "the \(role.rawValue) is not a regular file", path: path)
        }
        let entry = TarEntry(
            path: Array(role.path.utf8), kind: .regular, mode: role == .initrd ? 0o644 : 0o755, size: status.size)
        let content = try TarContent.content(of: entry, BlobContent(file: path, range: 0..<status.size))
        var hasher = ContentHasher(.sha256)
        let read = try await content.reader()
        while let piece = try await read() { hasher.update(piece) }
        let descriptor = Descriptor(
            mediaType: .layer, digest: hasher.value, size: Int64(content.size),
            annotations: [role.annotation: role.path])
        try await ingest(descriptor) { offset in try await content.reader(from: offset) }
        return descriptor
    }
}
