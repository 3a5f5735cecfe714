import DockerfileModel
import Glibc
import RootfsModel
import SystemPackage
import SystemSupport
import UnikraftCore

/// The mounts of one `RUN` (Dockerfile reference, "RUN --mount").
struct RunMounts {
    let work: BuildWork
    let step: EvaluatedStep
    let run: RunInstruction
    /// The trees of bind and cache mounts, in the order of the mounts.
    private var sources: [FileTree?] = []

    init(work: BuildWork, step: EvaluatedStep, run: RunInstruction) {
        self.work = work
        self.step = step
        self.run = run
    }

    /// Finds what bind mounts, and cache mounts that begin with something, take from.
    mutating func loadSources(of builder: StageBuilder) async throws {
        for (index, mount) in run.mounts.enumerated() {
            let from = step.mountSources.indices.contains(index) ? step.mountSources[index] : nil
            let needsTree = mount.kind == .bind || (mount.kind == .cache && from != nil)
            sources.append(needsTree ? try await part(mount, builder.source(from, at: step.instruction)) : nil)
        }
    }

    /// The part of a tree that a mount shows.
    private func part(_ mount: RunMount, _ tree: FileTree) throws -> FileTree {
        let resolved = try tree.resolve(mount.source ?? "/")
        guard let node = resolved.node else {
            throw RootfsError(.instructionFailed, "the mount's source '\(mount.source ?? "/")' is not there")
        }
        var part = FileTree()
        if node.isDirectory {
            part = FileTree(root: node.metadata)
            try part.copy(TreeCopy([resolved.path.description], to: "/"), from: tree)
        } else {
            try part.set(node, at: TreePath.root.appending(Array("file".utf8)))
        }
        return part
    }

    /// What the mounts' contents add to the key of the step. Caches, secrets and agents add nothing.
    func keys(_ fingerprint: inout TreeFingerprint) throws -> [String] {
        var keys: [String] = []
        for (mount, source) in zip(run.mounts, sources) where mount.kind == .bind {
            if let source { keys.append(try fingerprint.key(of: source).text) }
        }
        return keys
    }

    /// Makes everything that is mounted.
    func prepare(in scratch: FilePath, _ layout: StageLayout) throws -> PreparedMounts {
        var prepared = PreparedMounts()
        if run.network != .none { prepared.addNetworkFiles() }
        for (index, mount) in run.mounts.enumerated() {
            let place = scratch.appending("mount-\(index)")
            switch mount.kind {
            case .bind: try bind(mount, sources[index] ?? FileTree(), place, layout, &prepared)
            case .cache: try useCache(mount, sources[index], place, layout, &prepared)
            case .tmpfs: prepared.add(target(mount), .memory(limit: mount.sizeLimit), isReadOnly: false)
            case .secret: try addSecret(mount, place, &prepared)
            case .ssh: try addAgent(mount, index, &prepared)
            }
        }
        return prepared
    }

    private func target(_ mount: RunMount) -> String {
        let target = mount.target ?? "/"
        guard !target.hasPrefix("/") else { return target }
        return step.workingDirectory.hasSuffix("/")
            ? step.workingDirectory + target : "\(step.workingDirectory)/\(target)"
    }

    private func bind(
        _ mount: RunMount, _ tree: FileTree, _ place: FilePath, _ layout: StageLayout, _ prepared: inout PreparedMounts
    ) throws {
        try layout.write(tree, to: place)
        let isFile = tree.names(in: .root) == [Array("file".utf8)] && !(sourceIsDirectory(mount))
        prepared.add(target(mount), .path(isFile ? place.appending("file") : place), isReadOnly: mount.isReadOnly)
    }

    private func sourceIsDirectory(_ mount: RunMount) -> Bool { mount.source == nil || mount.source == "/" }

    private func useCache(
        _ mount: RunMount, _ initial: FileTree?, _ place: FilePath, _ layout: StageLayout,
        _ prepared: inout PreparedMounts
    ) throws {
        let key = ContentKey(["cache mount", mount.id ?? target(mount)])
        let caches = work.environment.cache.directory.appending("mounts")
        try makeDirectories(caches)
        var directory = (caches.resolved ?? caches).appending(key.text)
        if let sharing = mount.sharing, sharing != .shared {
            let isFree = try prepared.lock(caches.appending("\(key.text).lock"), waits: sharing == .locked)
            if !isFree { directory = place }
        }
        if unsafe access(directory.string, F_OK) != 0 {
            let metadata = FileMetadata(
                permissions: UInt16(truncatingIfNeeded: mount.mode ?? 0o755), owner: mount.uid ?? 0,
                group: mount.gid ?? 0)
            var tree = FileTree(root: metadata)
            if let initial { try tree.copy(TreeCopy(["/"], to: "/"), from: initial) }
            try layout.write(tree, to: directory)
        }
        prepared.add(target(mount), .path(directory), isReadOnly: mount.isReadOnly)
    }

    private func addSecret(_ mount: RunMount, _ place: FilePath, _ prepared: inout PreparedMounts) throws {
        let id = mount.id ?? mount.target.flatMap { FilePath($0).lastComponent?.string } ?? ""
        guard let file = work.build.secrets[id] else {
            guard mount.isRequired else { return }
            throw RootfsError(.instructionFailed, "the secret '\(id)' was not given; pass --secret id=\(id),src=FILE")
        }
        let bytes = try SmallFile.read(file, atMost: 500 << 10)
        if let variable = mount.environmentVariable {
            prepared.variables.append(
                EnvironmentVariable(name: variable, value: String(decoding: bytes, as: UTF8.self)))
            if mount.target == nil { return }
        }
        let secret = try AtomicFile(path: place, mode: 0o400)
        try secret.descriptor.writeAll(bytes)
        if geteuid() == 0 { fchown(secret.descriptor.rawValue, mount.uid ?? 0, mount.gid ?? 0) }
        fchmod(secret.descriptor.rawValue, mount.mode ?? 0o400)
        try secret.commit()
        prepared.add(mount.target == nil ? "/run/secrets/\(id)" : target(mount), .path(place), isReadOnly: true)
    }

    private func addAgent(_ mount: RunMount, _ index: Int, _ prepared: inout PreparedMounts) throws {
        guard let socket = work.build.agentSocket else {
            guard mount.isRequired else { return }
            throw RootfsError(.instructionFailed, "no SSH agent was given; pass --ssh default with SSH_AUTH_SOCK set")
        }
        let target = mount.target == nil ? "/run/buildkit/ssh_agent.\(index)" : target(mount)
        prepared.add(target, .path(socket.resolved ?? socket), isReadOnly: false)
        prepared.variables.append(EnvironmentVariable(name: "SSH_AUTH_SOCK", value: target))
    }
}
