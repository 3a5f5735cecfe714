import SystemPackage
import UnikraftCore

/// Where the components of a project are.
struct ComponentDirectories: Sendable, Hashable {
    var core: FilePath
    var application: FilePath
    var libraries: [FilePath]

    /// Every directory that holds sources.
    var all: [FilePath] { [core] + libraries + [application] }
}

/// Builds the kernel of one target.
struct TargetBuild: Sendable {
    let project: KernelProject
    let target: KernelTarget
    let directories: ComponentDirectories
    let options: KernelBuildOptions
    let launcher: any ProcessLauncher
    let downloader: (any FileDownloader)?
    let progress: any ProgressReporter
    let isInstalled: @Sendable (String) -> Bool

    var paths: TargetPaths { TargetPaths(project, target) }

    /// Where the root file system archive belongs.
    var initrdPlace: FilePath { project.output.appending("initramfs-\(target.architecture).cpio") }

    /// Does what is needed, and no more.
    ///
    /// - Parameters:
    ///   - archive: The root file system archive; nil when there is none.
    ///   - lock: The lock file's content.
    /// - Returns: The kernel.
    /// - Throws: ``KernelBuildError``; `CancellationError`.
    func run(archive: FilePath?, lock: inout LockFile) async throws -> BuiltKernel {
        var request = try project.request(for: target)
        try request.embed(archive?.string)
        let invocation = try invocation()
        let embedded = request.embedsInitrd ? request.ownInitrdPath.map { FilePath($0) } : nil
        let inputs = try inputs(request, invocation, embedded)
        let last = options.ignoresCache ? nil : BuildState.load(paths.state)
        let work = work(inputs, last)
        if work == .nothing, let last {
            return try result(.nothing, archive: archive, differences: try recall(last, request), log: nil, steps: 0)
        }
        try HostTool.check(
            HostTool.required(for: target.architecture, prefix: request["CROSS_COMPILE"]?.text ?? ""),
            isInstalled: isInstalled)
        let log = try BuildLog(path: paths.log)
        progress.report(ProgressEvent(item: paths.name, kind: .started(total: last?.steps)))
        try begin()
        do {
            let runner = MakeRunner(
                launcher: launcher, log: log, progress: progress, item: paths.name,
                expectedSteps: work == .configured ? last?.steps : nil)
            let differences = try await ApplicationMakefile.provided(in: directories.application) {
                try await make(work, request, invocation, runner, last, embedded, &lock)
            }
            try publish(log)
            try FileAccess.remove(paths.marker)
            try state(inputs, last, work, differences, log.summary.steps).save(paths.state)
            progress.report(ProgressEvent(item: paths.name, kind: .finished))
            return try result(work, archive: archive, differences: differences, log: log, steps: log.summary.steps)
        } catch {
            // What a killed make or a full disk left may be broken; the next build then begins anew.
            let code = (error as? KernelBuildError)?.code
            if code != .makeKilled, code != .diskFull { try? FileAccess.remove(paths.marker) }
            throw error
        }
    }

    /// The call of make, apart from its goal.
    func invocation() throws(KernelBuildError) -> MakeInvocation {
        try MakeInvocation(
            core: directories.core, application: directories.application, output: paths.output, name: project.name,
            configuration: paths.configuration, libraries: directories.libraries)
    }

    /// Configures where that is needed, and builds.
    private func make(
        _ work: BuiltKernel.Work, _ request: ConfigurationRequest, _ invocation: MakeInvocation,
        _ runner: MakeRunner, _ last: BuildState?, _ embedded: FilePath?, _ lock: inout LockFile
    ) async throws -> [ConfigurationDifference] {
        var differences: [ConfigurationDifference] = []
        if work == .configured {
            differences = try await configure(request, invocation, runner, last)
            try await provideDownloads(&lock)
            do {
                try await runner.run(invocation, .prepare, jobs: 1)
            } catch {
                // A half patched tree could not be patched again.
                discardExtractedSources()
                throw error
            }
        } else if let last {
            differences = try recall(last, request)
        }
        if let embedded { try checkEmbedded(embedded) }
        try await runner.run(invocation, .build, jobs: options.jobs)
        return differences
    }

    private func checkEmbedded(_ archive: FilePath) throws(KernelBuildError) {
        guard !FileAccess.exists(archive) else { return }
        throw KernelBuildError(
            .initrd, subject: archive.string, "there is no archive '\(archive)' to embed",
            remedy: "Build the root file system first, or correct the path in the Kraftfile's kconfig.")
    }

    /// Begins a build: what the last one left broken is removed, and a mark says that one is under way.
    private func begin() throws(KernelBuildError) {
        if options.ignoresCache || FileAccess.exists(paths.marker) { try FileAccess.remove(paths.output) }
        try FileAccess.remove(paths.state)
        try FileAccess.write([], to: paths.marker)
        try FileAccess.makeDirectory(paths.output)
    }

    /// Removes what libraries had unpacked, so that it is unpacked and patched anew.
    private func discardExtractedSources() {
        for name in FileAccess.names(in: paths.output) {
            let directory = paths.output.appending(name)
            guard FileAccess.exists(directory.appending("origin")) else { continue }
            for part in ["origin", ".origin", ".patched"] { try? FileAccess.remove(directory.appending(part)) }
        }
    }
}
