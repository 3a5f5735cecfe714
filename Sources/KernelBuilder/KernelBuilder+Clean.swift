import SystemPackage

extension KernelBuilder {
    /// How much is removed.
    public enum CleaningDepth: Sendable, Hashable {
        /// Kernels, objects, archives and configurations.
        case builds
        /// Those, the components that were fetched and the downloads. The lock file stays.
        case everything
    }

    /// Removes what builds made. Directories that components name as their source are never touched.
    ///
    /// - Parameters:
    ///   - project: The project.
    ///   - depth: How much is removed.
    /// - Throws: ``KernelBuildError`` when something cannot be removed, or a build is running.
    public func clean(_ project: KernelProject, depth: CleaningDepth = .builds) throws(KernelBuildError) {
        let busy = try BuildLock(project.output)
        for target in project.targets {
            let paths = TargetPaths(project, target)
            for path in [paths.configuration, paths.savedConfiguration, paths.previousConfiguration] {
                try FileAccess.remove(path)
            }
            for path in [
                paths.kernel, paths.debugImage, paths.output, paths.defconfig, paths.log, paths.state, paths.marker,
                project.output.appending("initramfs-\(target.architecture).cpio"),
            ] {
                try FileAccess.remove(path)
            }
        }
        if depth == .everything {
            let home = project.directory.appending(".unikraft")
            for name in ["unikraft", ".unikraft.json", "libs", "apps", "downloads"] {
                try FileAccess.remove(home.appending(name))
            }
        }
        busy.release()
    }
}
