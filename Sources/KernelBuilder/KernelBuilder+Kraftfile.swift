public import KraftfileModel
public import SystemPackage
import SystemSupport
import UnikraftCore

extension KernelBuilder {
    /// Takes what a kernel is built from out of a Kraftfile and its template.
    ///
    /// - Parameters:
    ///   - project: The Kraftfile's project.
    ///   - directory: The Kraftfile's directory, absolute.
    ///   - options: How kernels are built.
    /// - Returns: What is built.
    /// - Throws: ``KernelBuildError`` when the template cannot be had; `KraftfileError` when its Kraftfile is
    ///   broken; `CancellationError`.
    public func resolve(
        _ project: Project, in directory: FilePath, options: KernelBuildOptions = KernelBuildOptions()
    ) async throws -> KernelProject {
        let merged = try await mergingTemplate(of: project, in: directory, options: options)
        return try KernelProject(merged, in: directory)
    }

    /// Brings the template of a project, whose own Kraftfile gives defaults: Unikraft and libraries, targets, the
    /// root file system, the command and more (specification v0.7).
    ///
    /// - Parameters:
    ///   - project: The Kraftfile's project.
    ///   - directory: The Kraftfile's directory, absolute.
    ///   - options: How kernels are built.
    /// - Returns: The project on top of its template, which it still names; merging it again changes nothing.
    /// - Throws: ``KernelBuildError`` when the template cannot be had; `KraftfileError` when its Kraftfile is
    ///   broken; `CancellationError`.
    public func mergingTemplate(
        of project: Project, in directory: FilePath, options: KernelBuildOptions = KernelBuildOptions()
    ) async throws -> Project {
        guard let template = project.template else { return project }
        let request = try template.request(in: directory)
        var policy = ComponentStore.Policy(isOffline: options.isOffline, refreshes: options.ignoresCache)
        if options.freshComponents.contains(request.key) { policy.refreshes = false }
        if case .directory = request.origin {
            let (place, _) = try await store(in: directory).provide(request, locked: nil, policy: policy)
            return try Self.project(project, onTemplateAt: place)
        }
        let busy = try FileLock.ofBuild(in: directory)
        let lockPath = directory.appending("Kraftfile.lock")
        var lock = try LockFile.load(lockPath)
        let (place, component) = try await store(in: directory).provide(
            request, locked: lock.components[request.key.description], policy: policy)
        if lock.components[request.key.description] != component {
            lock.components[request.key.description] = component
            try lock.save(lockPath)
        }
        busy.release()
        return try Self.project(project, onTemplateAt: place)
    }

    /// The project on top of its template's Kraftfile, if there is one.
    static func project(_ project: Project, onTemplateAt place: FilePath) throws -> Project {
        guard let file = try KraftfileLocator.find(in: place) else { return project }
        let base = try Kraftfile.load(.file(file)).validProject()
        var merged = project.merged(onto: base.withPaths(in: place))
        merged.template = project.template
        return merged
    }

    func store(in directory: FilePath) -> ComponentStore {
        ComponentStore(
            project: directory, git: GitClient(launcher: launcher),
            archives: ComponentArchives(downloader: downloader, launcher: launcher, index: index), progress: progress)
    }
}

extension Project {
    /// The project with the paths of its own directory made absolute, so that they mean the same elsewhere.
    fileprivate func withPaths(in directory: FilePath) -> Project {
        var result = self
        result.unikraft = unikraft?.withPath(in: directory)
        result.libraries = libraries.map { Library(name: $0.name, component: $0.component.withPath(in: directory)) }
        if let rootfs, rootfs.kind != .image {
            let path = directory.pushing(FilePath(rootfs.source))
            if FileAccess.exists(path) { result.rootfs?.source = path.string }
        }
        return result
    }
}

extension Component {
    fileprivate func withPath(in directory: FilePath) -> Component {
        guard let source, source.kind == .path else { return self }
        var result = self
        result.source?.location = directory.pushing(FilePath(source.location)).string
        return result
    }
}
