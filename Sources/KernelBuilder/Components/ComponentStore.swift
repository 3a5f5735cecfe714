import SystemPackage
import SystemSupport
import UnikraftCore

/// Keeps the components of a project below `.unikraft` and brings them there.
struct ComponentStore: Sendable {
    /// How to deal with what is there and what is not.
    struct Policy: Sendable {
        /// Nothing may be fetched.
        var isOffline = false
        /// Branches are looked up anew, and everything is fetched again.
        var refreshes = false
    }

    /// The project's directory.
    let project: FilePath
    let git: GitClient
    let archives: ComponentArchives
    let progress: any ProgressReporter

    /// The directory that a component is kept in.
    func directory(of key: ComponentKey) -> FilePath {
        key.place(in: project)
    }

    /// Brings one component to its place.
    ///
    /// - Parameters:
    ///   - request: The component.
    ///   - locked: What the lock file says of it.
    ///   - policy: What may be done.
    /// - Returns: Its directory, and what the lock file should say; nil for a local directory.
    /// - Throws: ``KernelBuildError``; `CancellationError`.
    func provide(
        _ request: ComponentRequest, locked: LockFile.Component?, policy: Policy
    ) async throws -> (FilePath, LockFile.Component?) {
        try request.key.check()
        if case .directory(let path) = request.origin {
            guard FileAccess.kind(path) == .directory else {
                throw KernelBuildError(
                    .source, subject: path.string, "'\(path)', the source of \(request.key.name), is not a directory",
                    remedy: "Correct 'source:' in the Kraftfile; paths are relative to the Kraftfile.")
            }
            return (path, nil)
        }
        let place = directory(of: request.key)
        let wanted = policy.refreshes ? nil : locked.flatMap { $0.answers(request.origin) ? $0 : nil }
        let present = FileAccess.kind(place) == .directory ? stamp(of: request.key) : nil
        if !policy.refreshes, let present, present.answers(request.origin), wanted.map({ $0 == present }) ?? true {
            return (place, present)
        }
        guard !policy.isOffline else { throw Self.offline(request, wanted) }
        return try await fetch(request, wanted: wanted, present: present, to: place)
    }

    private func fetch(
        _ request: ComponentRequest, wanted: LockFile.Component?, present: LockFile.Component?, to place: FilePath
    ) async throws -> (FilePath, LockFile.Component?) {
        if await git.hasLocalChanges(place) {
            throw KernelBuildError(
                .source, subject: request.key.name,
                "'\(place)' is to be replaced by \(request.origin.source) \(request.origin.reference ?? ""), but files in it were changed",
                remedy: "Move the changes elsewhere and name that directory as the source, or remove '\(place)'.")
        }
        let item = request.key.name
        progress.report(ProgressEvent(item: item, kind: .started(total: nil)))
        let temporary = place.removingLastComponent().appending(
            ".\(item).\(String(UInt64.random(in: .min ... .max), radix: 36))")
        do {
            try FileAccess.makeDirectory(place.removingLastComponent())
            let component = try await materialize(request, wanted: wanted, in: temporary)
            try replace(place, with: temporary)
            try FileAccess.write(StableJSON.encode(component), to: stampPath(request.key))
            progress.report(ProgressEvent(item: item, kind: .finished))
            return (place, component)
        } catch {
            try? FileAccess.remove(temporary)
            throw error
        }
    }

    private func materialize(
        _ request: ComponentRequest, wanted: LockFile.Component?, in directory: FilePath
    ) async throws -> LockFile.Component {
        var component = LockFile.Component(
            kind: "git", source: request.origin.source, reference: request.origin.reference)
        switch request.origin {
        case .directory: break
        case .git(let location, let reference):
            component.commit = try await git.fetch(
                location, reference: reference, commit: wanted?.commit, into: directory)
        case .archive(let location, let sha256):
            component.kind = "archive"
            component.sha256 = try await archives.unpack(
                location, sha256: wanted?.sha256 ?? sha256, project: project, into: directory)
        case .index(let version):
            component.kind = "index"
            let resource = try await archives.resource(
                for: request.key, version: version, locked: wanted, project: project)
            switch resource {
            case .archive(let location, let sha256):
                component.resource = location
                component.sha256 = try await archives.unpack(
                    location, sha256: sha256, project: project, into: directory)
            case .git(let url, let reference):
                component.resource = url
                component.commit = try await git.fetch(
                    GitLocation(parsing: url), reference: GitReference(parsing: reference), commit: wanted?.commit,
                    into: directory)
            }
        }
        return component
    }

    /// Puts a new directory in the place of an old one; at every moment one of the two is there whole.
    private func replace(_ place: FilePath, with new: FilePath) throws(KernelBuildError) {
        let old = new.removingLastComponent().appending("\(new.lastComponent?.string ?? "").old")
        let hadOld = FileAccess.exists(place)
        if hadOld { try FileAccess.move(place, to: old) }
        do {
            try FileAccess.move(new, to: place)
        } catch {
            if hadOld { try? FileAccess.move(old, to: place) }
            throw error
        }
        try FileAccess.remove(old)
    }

    private func stampPath(_ key: ComponentKey) -> FilePath {
        directory(of: key).removingLastComponent().appending(".\(key.name).json")
    }

    private func stamp(of key: ComponentKey) -> LockFile.Component? {
        StableJSON.decode(LockFile.Component.self, at: stampPath(key))
    }

    private static func offline(_ request: ComponentRequest, _ wanted: LockFile.Component?) -> KernelBuildError {
        let version = wanted?.commit ?? request.origin.reference
        return KernelBuildError(
            .offline, subject: request.key.name,
            "\(request.key.name) is not there\(version.map { " at \($0)" } ?? ""), and nothing may be fetched",
            remedy: "Run the build once without --offline, or name a local directory as its source.")
    }
}
