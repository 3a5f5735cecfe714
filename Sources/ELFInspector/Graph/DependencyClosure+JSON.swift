import SystemPackage

extension DependencyClosure {
    /// The closure as JSON: `files` in their order, each with `path`, `role`, `target` (of a link), `openedAs`,
    /// `requesters` and `search`; `missing` with `name`, `requesters` and `searched`; `failures`.
    public var json: String {
        JSONTree.object([
            ("files", .array(files.map(json))), ("missing", .array(missing.map(json))),
            ("failures", .array(failures.map { .string($0.description) })),
        ]).text()
    }

    private func json(_ file: RequiredFile) -> JSONTree {
        .object([
            ("path", .string(file.path.string)), ("role", .string(file.role.rawValue)),
            ("target", file.symlinkTarget.map { .string($0.string) }),
            ("openedAs", file.openedAs.map { .string($0.string) }),
            ("requesters", .array(file.requesters.map(json))), ("search", .array(file.search.map(json))),
        ])
    }

    private func json(_ library: MissingLibrary) -> JSONTree {
        .object([
            ("name", .string(library.name)), ("requesters", .array(library.requesters.map(json))),
            ("searched", .array(library.searched.map(json))),
        ])
    }

    private func json(_ requester: Requester) -> JSONTree {
        .object([
            ("path", .string(requester.path.string)), ("name", .string(requester.name)),
            ("kind", .string(requester.kind.rawValue)),
        ])
    }

    private func json(_ step: SearchStep) -> JSONTree {
        .object([
            ("reason", .string(step.reason.word)), ("of", step.reason.owner.map { .string($0.string) }),
            ("path", .string(step.path.string)), ("outcome", .string(step.outcome.explanation)),
        ])
    }
}
