import SystemPackage
import SystemSupport
import UnikraftCore

extension KernelBuilder {
    /// Opens Unikraft's own configuration editor on this terminal, with the project's variables. What is saved
    /// there is built by the next build, until the project's own options change.
    ///
    /// - Parameters:
    ///   - project: The project.
    ///   - selection: Which target's configuration is edited.
    ///   - options: How components are brought.
    /// - Throws: ``KernelBuildError`` when there is no such target, or the editor fails; `CancellationError`.
    public func menu(
        _ project: KernelProject, target selection: TargetSelection = TargetSelection(),
        options: KernelBuildOptions = KernelBuildOptions()
    ) async throws {
        guard let target = try selection.select(from: project.targets).first else { return }
        let busy = try FileLock.ofBuild(in: project.directory)
        var lock = try LockFile.load(project.lockPath)
        let directories = try await provideComponents(project, options, &lock)
        try lock.save(project.lockPath)
        let build = TargetBuild(
            project: project, target: target, directories: directories, options: options, launcher: launcher,
            downloader: downloader, progress: progress, isInstalled: isInstalled)
        try HostTool.check(HostTool.required(for: target.architecture), isInstalled: isInstalled)
        let invocation = try build.invocation()
        try FileAccess.makeDirectory(build.paths.output)
        let hasConfiguration = FileAccess.exists(build.paths.configuration)
        try await ApplicationMakefile.provided(in: directories.application) {
            if !hasConfiguration {
                let runner = MakeRunner(
                    launcher: launcher, log: try BuildLog(path: build.paths.log), progress: progress,
                    item: build.paths.name, expectedSteps: nil)
                var request = try project.request(for: target)
                try request.embed(request.embedsInitrd ? build.initrdPlace.string : nil)
                _ = try await build.configure(request, invocation, runner, nil)
            }
            try await edit(invocation)
        }
        busy.release()
    }

    private func edit(_ invocation: MakeInvocation) async throws {
        var options = ProcessOptions()
        options.standardInput = .inherited
        options.standardOutput = .inherited
        options.standardError = .inherited
        // The editor must stay in the terminal's foreground group to read from it.
        options.ownProcessGroup = false
        let process = try launcher.start(invocation.command(.menuconfig), options: options)
        let termination = await withTaskCancellationHandler {
            await process.waitUntilExit()
        } onCancel: {
            process.signal(15, wholeGroup: false)
        }
        try Task.checkCancellation()
        guard termination == .exited(0) else {
            throw KernelBuildError(
                .makeFailed, subject: "menuconfig", "the configuration editor ended with \(termination)",
                remedy: "It needs a terminal and the ncurses library. On Debian: apt-get install libncurses-dev")
        }
    }
}
