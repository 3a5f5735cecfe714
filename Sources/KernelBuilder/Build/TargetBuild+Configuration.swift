import SystemPackage
import UnikraftCore

/// Making the configuration, and comparing it with what was asked for.
extension TargetBuild {
    /// Writes the defconfig file, has make turn it into a configuration, and explains the difference.
    func configure(
        _ request: ConfigurationRequest, _ invocation: MakeInvocation, _ runner: MakeRunner, _ last: BuildState?
    ) async throws -> [ConfigurationDifference] {
        let tree = try kconfigTree()
        try saveEditedConfiguration(last)
        try FileAccess.write(request.defconfig(for: tree).text.utf8, to: paths.defconfig)
        try await runner.run(invocation, .bootstrap, jobs: 1)
        try await runner.run(invocation, .defconfig(paths.defconfig), jobs: 1)
        let differences = ConfigurationComparison.differences(
            request: request, result: try readConfiguration(), tree: tree)
        try check(differences)
        return differences
    }

    /// The differences of the last build, explained again.
    func recall(_ last: BuildState, _ request: ConfigurationRequest) throws(KernelBuildError)
        -> [ConfigurationDifference]
    {
        guard last.differenceCount > 0 else { return [] }
        let differences = ConfigurationComparison.differences(
            request: request, result: try readConfiguration(), tree: try kconfigTree())
        try check(differences)
        return differences
    }

    /// Tells the differences, and refuses them where that is asked for.
    private func check(_ differences: [ConfigurationDifference]) throws(KernelBuildError) {
        for difference in differences {
            progress.report(ProgressEvent(item: paths.name, kind: .warning(difference.description)))
        }
        guard options.isStrict, let first = differences.first else { return }
        throw KernelBuildError(
            .configuration, subject: first.name,
            "the configuration is not what was asked for: \(differences.map(\.description).joined(separator: "; "))",
            remedy: "Correct 'kconfig:' in the Kraftfile, or allow the difference.")
    }

    /// The symbols of the core, the libraries and the application.
    func kconfigTree() throws(KernelBuildError) -> KconfigTree {
        let variables = KconfigVariables(
            core: directories.core.string, application: directories.application.string,
            libraries: LibraryOrder.sorted(directories.libraries).map(\.string), name: project.name,
            architecture: target.architecture.rawValue)
        return try KconfigReader(variables: variables).read(directories.core.appending("Config.uk"))
    }

    /// The configuration that make wrote.
    func readConfiguration() throws(KernelBuildError) -> KernelConfiguration {
        let bytes = try FileAccess.read(paths.configuration, limit: 16 << 20)
        var problems: [Diagnostic] = []
        return KernelConfiguration(
            parsing: SourceText(bytes, file: paths.configuration.string), problems: &problems)
    }

    /// Brings the archives that libraries want to where make expects them.
    func provideDownloads(_ lock: inout LockFile) async throws {
        let findings = try LibraryDownloads.find(
            in: directories.libraries + [directories.application], configuration: try readConfiguration(),
            variables: [
                "BUILD_DIR": paths.output.string, "APP_DIR": directories.application.string,
                "CONFIG_UK_BASE": directories.core.string, "UK_BASE": directories.core.string,
            ])
        for call in findings.unknown {
            progress.report(
                ProgressEvent(item: paths.name, kind: .warning("what '\(call)' downloads is left to make, unpinned")))
        }
        for url in findings.clones {
            progress.report(ProgressEvent(item: paths.name, kind: .warning("make clones '\(url)' itself, unpinned")))
        }
        let downloads = LibraryDownloads(
            directory: project.directory.appending(".unikraft").appending("downloads"), downloader: downloader,
            isOffline: options.isOffline, progress: progress)
        try await downloads.place(findings, below: paths.output, lock: &lock)
    }

    /// Keeps a configuration that a person changed since the last build, before it is made anew.
    private func saveEditedConfiguration(_ last: BuildState?) throws(KernelBuildError) {
        guard let last, FileAccess.exists(paths.configuration),
            try FileDigest.sha256(of: paths.configuration) != last.result
        else { return }
        try FileAccess.copy(paths.configuration, to: paths.savedConfiguration)
        progress.report(
            ProgressEvent(
                item: paths.name,
                kind: .warning(
                    "the project's options changed, so the configuration is made anew; yours is kept in '\(paths.savedConfiguration)'"
                )))
    }
}
