import DockerfileModel
import RootfsModel
import SystemPackage

extension StageBuilder {
    mutating func run(_ add: AddInstruction, _ step: EvaluatedStep) async throws {
        let destination =
            add.sources.count > 1 && !add.destination.hasSuffix("/") ? add.destination + "/" : add.destination
        for source in add.sources {
            switch source {
            case .inline(let heredoc):
                try locate(step) { builder in
                    try builder.copy(heredoc, builder.request(destination, add.chown, add.chmod, add.exclude, step))
                }
            case .path(let path):
                let origin = try await origin(path, add, step)
                let archives = try await archives(in: origin, unpacks: add.unpack, step)
                try locate(step) { builder in
                    var request = try builder.request(destination, add.chown, add.chmod, add.exclude, step)
                    request.sources = [origin.source]
                    try builder.place(origin, request, archives)
                }
            }
        }
    }

    /// Where a source of `ADD` comes from.
    private struct AddOrigin {
        let tree: FileTree
        let source: String
        let isLocal: Bool
    }

    private func origin(_ path: String, _ add: AddInstruction, _ step: EvaluatedStep) async throws -> AddOrigin {
        do {
            switch CopySource.origin(of: path) {
            case .files: return AddOrigin(tree: try work.context.tree(), source: path, isLocal: true)
            case .remoteFile:
                let file = try await RemoteFile(path, checksum: add.checksum).fetch(in: work)
                var tree = FileTree()
                try tree.set(file.node, at: TreePath.root.appending(Array(file.name.utf8)))
                return AddOrigin(tree: tree, source: file.name, isLocal: false)
            case .repository:
                let repository = GitRepository(path, keepsMetadata: add.keepGitDirectory ?? false, commit: add.checksum)
                return AddOrigin(tree: try await repository.fetch(in: work), source: "/", isLocal: false)
            }
        } catch let error as RootfsError where error.diagnostics.isEmpty {
            throw work.failure(error.code, error.description, at: step.instruction, cause: error.cause)
        }
    }

    /// The archives among what was found, without compression, when they are to be unpacked: when they are local, or
    /// when that is asked for.
    private func archives(
        in origin: AddOrigin, unpacks: Bool?, _ step: EvaluatedStep
    ) async throws -> [TreePath: FilePath] {
        guard unpacks ?? origin.isLocal else { return [:] }
        var found: [TreePath: FilePath] = [:]
        do {
            for match in try origin.tree.glob(origin.source) {
                guard let content = try origin.tree.resolve(match.description).node?.content else { continue }
                found[match] = try await archive(content)
            }
        } catch let error as RootfsError where error.diagnostics.isEmpty {
            throw work.failure(error.code, error.description, at: step.instruction, cause: error.cause)
        } catch is FileTreeError {
            // Copying tells it.
        }
        return found
    }

    /// Copies what was found, and unpacks archives.
    private mutating func place(_ origin: AddOrigin, _ request: TreeCopy, _ archives: [TreePath: FilePath]) throws {
        guard !archives.isEmpty else { return try tree.copy(request, from: origin.tree) }
        for match in try origin.tree.glob(origin.source) {
            var single = request
            single.sources = [match.description]
            guard let archive = archives[match] else {
                try tree.copy(single, from: origin.tree)
                continue
            }
            var unpacked = FileTree()
            try unpacked.apply(FileLayer(tar: archive, isImageLayer: false))
            single.sources = ["/"]
            single.destination = request.destination.hasSuffix("/") ? request.destination : request.destination + "/"
            try tree.copy(single, from: unpacked)
        }
    }

    /// A tar archive without compression, when a content is one; nil for all else. Docker unpacks gzip, bzip2 and xz
    /// (Dockerfile reference, "ADD, Adding local tar archives").
    private func archive(_ content: FileContent) async throws -> FilePath? {
        guard case .range(let path, offset: 0, let length) = content.location, length > 0 else { return nil }
        if let compression = try TarCompression(of: path) {
            let environment = work.environment
            let plain = try await compression.decompressed(path, in: environment.cache, launcher: environment.launcher)
            return try RootfsSourceKind.magicKind(plain) == .tarball ? plain : nil
        }
        guard try RootfsSourceKind.magicKind(path) == .tarball else { return nil }
        return try work.environment.cache.inflated(path)
    }
}
