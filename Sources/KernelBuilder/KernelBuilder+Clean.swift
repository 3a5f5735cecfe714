public import KraftfileModel
public import SystemPackage
import SystemSupport
import UnikraftCore

extension KernelBuilder {
    /// How much is removed.
    public enum CleaningDepth: Sendable, Hashable {
        /// Kernels, objects, archives and configurations.
        case builds
        /// Those, the components that were fetched and the downloads. The lock file stays.
        case everything
    }

    /// Removes what builds made, for whatever target. Nothing is fetched, and directories that components name as
    /// their source are never touched.
    ///
    /// - Parameters:
    ///   - project: The Kraftfile's project.
    ///   - directory: The Kraftfile's directory, absolute.
    ///   - depth: How much is removed.
    /// - Throws: ``KernelBuildError`` when something cannot be removed, or a build is running; `KraftfileError` when
    ///   the Kraftfile of the template is broken.
    public static func clean(
        _ project: Project, in directory: FilePath, depth: CleaningDepth = .builds
    ) throws {
        let home = directory.appending(".unikraft")
        guard FileAccess.exists(home) else { return }
        let busy = try FileLock.ofBuild(in: directory)
        var merged = project
        if let template = project.template {
            let request = try template.request(in: directory)
            merged = try Self.project(project, onTemplateAt: request.place(in: directory))
        }
        let output = merged.outputDirectory.map { directory.pushing(FilePath($0)) } ?? home.appending("build")
        let name = merged.name ?? directory.lastComponent?.string ?? "kernel"
        for architecture in Architecture.allCases {
            for platform in Platform.allCases {
                let target = KernelTarget(platform, architecture)
                try TargetPaths(
                    target.imageNames(name)[0], output: output, directory: directory
                ).removeAll()
            }
            for format in ["cpio", "erofs"] {
                try FileAccess.remove(output.appending("initramfs-\(architecture).\(format)"))
            }
        }
        if depth == .everything {
            for name in ["unikraft", ".unikraft.json", "libs", "apps", "downloads"] {
                try FileAccess.remove(home.appending(name))
            }
        }
        busy.release()
    }
}

extension ComponentRequest {
    /// Where the component is when it is there.
    func place(in project: FilePath) -> FilePath {
        if case .directory(let path) = origin { return path }
        return key.place(in: project)
    }
}

extension TargetPaths {
    /// Removes everything that builds of the target made.
    fileprivate func removeAll() throws(KernelBuildError) {
        for path in [
            kernel, debugImage, output, defconfig, log, state, marker, configuration, savedConfiguration,
            previousConfiguration,
        ] {
            try FileAccess.remove(path)
        }
    }
}
