public import KraftfileModel
public import SystemPackage
import UnikraftCore

extension KernelBuilder {
    /// Takes what a kernel is built from out of a Kraftfile and its template. The template is brought first,
    /// because its own Kraftfile gives defaults.
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
        guard let template = project.template else { return try KernelProject(project, in: directory) }
        let request = ComponentRequest(
            .application(KernelProject.name(of: template)),
            from: try ComponentOrigin(template.component, relativeTo: directory))
        let store = ComponentStore(
            project: directory, git: GitClient(launcher: launcher),
            archives: ComponentArchives(downloader: downloader, index: index), progress: progress)
        let lockPath = directory.appending("Kraftfile.lock")
        var lock = try LockFile.load(lockPath)
        let policy = ComponentStore.Policy(isOffline: options.isOffline, refreshes: options.ignoresCache)
        let (place, component) = try await store.provide(
            request, locked: lock.components[request.key.description], policy: policy)
        lock.components[request.key.description] = component
        try lock.save(lockPath)
        var merged = project
        if let file = try KraftfileLocator.find(in: place) {
            merged = project.merged(onto: try Kraftfile.load(.file(file)).validProject())
        }
        var result = try KernelProject(merged, in: directory, template: template)
        if options.ignoresCache { result.freshComponents = [request.key] }
        return result
    }
}
