import DockerfileModel
import RootfsModel

extension StageBuilder {
    mutating func run(_ copy: CopyInstruction, _ step: EvaluatedStep) async throws {
        let origin = try await source(step.source, at: step.instruction)
        let destination = copy.destination(ofMany: copy.sources.count > 1)
        try locate(step) { builder in
            for source in copy.sources {
                var request = try builder.request(destination, copy.chown, copy.chmod, copy.exclude, step)
                request.keepsParents = copy.parents
                switch source {
                case .path(let path):
                    request.sources = [path]
                    try builder.tree.copy(request, from: origin)
                case .inline(let heredoc): try builder.copy(heredoc, request)
                }
            }
        }
    }

    /// Copies a file whose content stands in the Dockerfile.
    mutating func copy(_ heredoc: Heredoc, _ request: TreeCopy) throws {
        var files = FileTree()
        let name = try TreePath.root.appending(Array(heredoc.name.utf8))
        try files.set(.file(.text(heredoc.content)), at: name)
        var request = request
        request.sources = [heredoc.name]
        request.selection = nil
        try tree.copy(request, from: files)
    }

    /// What the flags of `COPY` and `ADD` say of a copy, without its sources.
    func request(
        _ destination: String, _ chown: String?, _ chmod: String?, _ exclude: [String], _ step: EvaluatedStep
    ) throws -> TreeCopy {
        var request = TreeCopy([], to: destination)
        request.workingDirectory = try tree.resolve(step.workingDirectory).path
        request.owner = try chown.map { try UserLookup(tree: tree).owner($0) }
        if let chmod {
            let change = try FileModeChange(parsing: chmod)
            request.permissions = { change.applied(to: $0.metadata.permissions, isDirectory: $0.isDirectory) }
        }
        if !exclude.isEmpty {
            let matcher = try IgnoreMatcher(patterns: exclude)
            request.selection = { matcher.selection($0.text) }
        }
        return request
    }
}

extension CopyInstruction {
    /// The destination; that of several sources is always a directory.
    func destination(ofMany isMany: Bool) -> String {
        isMany && !destination.hasSuffix("/") ? destination + "/" : destination
    }
}
