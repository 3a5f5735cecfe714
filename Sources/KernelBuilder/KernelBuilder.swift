import SystemPackage
import SystemSupport
public import UnikraftCore

/// Builds Unikraft kernels: brings the components, makes the configuration, runs the core's make.
///
/// ```swift
/// let builder = KernelBuilder(launcher: SubprocessLauncher())
/// let kernels = try await builder.build(project, targets: TargetSelection(platform: .qemu))
/// ```
public struct KernelBuilder: Sendable {
    let launcher: any ProcessLauncher
    let downloader: (any FileDownloader)?
    let index: String
    let progress: any ProgressReporter
    let isInstalled: @Sendable (String) -> Bool

    /// Creates a builder.
    ///
    /// - Parameters:
    ///   - launcher: Starts make and git.
    ///   - downloader: Downloads archives; without one they must be there.
    ///   - index: The address of the component index; nil is the public one.
    ///   - progress: Receives what is done.
    ///   - isInstalled: Whether a program of the host can be found; nil looks in `PATH`.
    public init(
        launcher: any ProcessLauncher, downloader: (any FileDownloader)? = nil, index: String? = nil,
        progress: any ProgressReporter = SilentProgress(),
        isInstalled: (@Sendable (String) -> Bool)? = nil
    ) {
        self.launcher = launcher
        self.downloader = downloader
        self.index = index ?? ComponentIndex.publicAddress
        self.progress = progress
        self.isInstalled = isInstalled ?? HostTool.isInPath
    }

    /// Builds kernels.
    ///
    /// - Parameters:
    ///   - project: What to build.
    ///   - selection: For which targets.
    ///   - options: How.
    ///   - rootfs: Makes the root file system; nil when the project has none.
    /// - Returns: The kernels in the order of the project's targets.
    /// - Throws: ``KernelBuildError``; what the root file system's maker throws; `CancellationError`.
    public func build(
        _ project: KernelProject, targets selection: TargetSelection = TargetSelection(),
        options: KernelBuildOptions = KernelBuildOptions(), rootfs: (any KernelRootfs)? = nil
    ) async throws -> [BuiltKernel] {
        let targets = try selection.select(from: project.targets)
        let busy = try FileLock.ofBuild(in: project.directory)
        var lock = try LockFile.load(project.lockPath)
        let directories = try await provideComponents(project, options, &lock)
        try lock.save(project.lockPath)
        var kernels: [BuiltKernel] = []
        for target in targets {
            let archive = try await archive(for: target, project, rootfs)
            let build = TargetBuild(
                project: project, target: target, directories: directories, options: options, launcher: launcher,
                downloader: downloader, progress: progress, isInstalled: isInstalled)
            kernels.append(try await build.run(archive: archive, lock: &lock))
            try lock.save(project.lockPath)
        }
        busy.release()
        return kernels
    }

    /// Brings every component to its place, several at a time.
    func provideComponents(
        _ project: KernelProject, _ options: KernelBuildOptions, _ lock: inout LockFile
    ) async throws -> ComponentDirectories {
        let store = store(in: project.directory)
        let policy = ComponentStore.Policy(isOffline: options.isOffline, refreshes: options.ignoresCache)
        let locked = lock.components
        var places: [ComponentKey: FilePath] = [:]
        var components: [String: LockFile.Component] = [:]
        var missing: [KernelBuildError] = []
        typealias Provided = Swift.Result<(FilePath, LockFile.Component?), KernelBuildError>
        try await withThrowingTaskGroup(of: (ComponentKey, Provided).self) { group in
            for request in project.requests {
                var policy = policy
                if options.freshComponents.contains(request.key) { policy.refreshes = false }
                group.addTask { [policy] in
                    do {
                        let provided = try await store.provide(
                            request, locked: locked[request.key.description], policy: policy)
                        return (request.key, .success(provided))
                    } catch let error as KernelBuildError where error.code == .offline {
                        return (request.key, .failure(error))
                    }
                }
            }
            for try await (key, provided) in group {
                switch provided {
                case .success(let (place, component)):
                    places[key] = place
                    components[key.description] = component
                case .failure(let error): missing.append(error)
                }
            }
        }
        if let error = Self.joined(missing) { throw error }
        lock.components = components
        return try directories(project, places)
    }

    /// One error that names all that is missing.
    private static func joined(_ errors: [KernelBuildError]) -> KernelBuildError? {
        let errors = errors.sorted { $0.subject < $1.subject }
        guard var error = errors.first, errors.count > 1 else { return errors.first }
        error.message = errors.map(\.message).joined(separator: "; ")
        return error
    }

    private func directories(
        _ project: KernelProject, _ places: [ComponentKey: FilePath]
    ) throws(KernelBuildError) -> ComponentDirectories {
        let core = places[.core] ?? project.directory
        for name in ["Makefile", "Config.uk"] where !FileAccess.exists(core.appending(name)) {
            throw KernelBuildError(
                .source, subject: core.string, "'\(core)' is not a Unikraft core: it has no '\(name)'",
                remedy: "Correct the source of 'unikraft:'.")
        }
        var libraries: [FilePath] = []
        for library in project.libraries {
            guard let place = places[library.request.key] else { continue }
            guard FileAccess.exists(place.appending("Makefile.uk")) else {
                throw KernelBuildError(
                    .source, subject: place.string, "'\(place)' is not a library of Unikraft: it has no 'Makefile.uk'",
                    remedy: "Correct the source of the library \(library.request.key.name).")
            }
            libraries.append(place)
        }
        let application = project.template.flatMap { places[$0.request.key] } ?? project.directory
        return ComponentDirectories(core: core, application: application, libraries: libraries)
    }

    /// The root file system archive, at its place below the project's output directory.
    private func archive(
        for target: KernelTarget, _ project: KernelProject, _ rootfs: (any KernelRootfs)?
    ) async throws -> FilePath? {
        guard let rootfs else { return nil }
        let place = project.output.appending("initramfs-\(target.architecture).cpio")
        let archive = try await rootfs.archive(for: target.architecture, at: place)
        if archive != place,
            try !FileAccess.exists(place) || FileDigest.sha256(of: place) != FileDigest.sha256(of: archive)
        {
            try FileAccess.copy(archive, to: place)
        }
        return place
    }
}
