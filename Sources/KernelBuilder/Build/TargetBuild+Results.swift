import ELFInspector
import SystemPackage
import SystemSupport
import UnikraftCore

/// What comes out of a build.
extension TargetBuild {
    /// Copies the images to where kernels appear.
    func publish(_ log: BuildLog) throws(KernelBuildError) {
        guard let image = builtImage() else {
            throw KernelBuildError(
                .makeFailed, subject: project.name,
                "make ended well, but there is no image '\(target.imageNames(project.name)[0])'",
                remedy: "Check that the configuration selects the platform \(target.platform).",
                diagnostics: log.summary.diagnostics, logFile: log.path.string)
        }
        try FileAccess.copy(image, to: paths.kernel)
        let debugImage = FilePath(image.string + ".dbg")
        if FileAccess.exists(debugImage) { try FileAccess.copy(debugImage, to: paths.debugImage) }
    }

    /// Everything that is known of the kernel.
    func result(
        _ work: BuiltKernel.Work, archive: FilePath?, differences: [ConfigurationDifference], log: BuildLog?,
        steps: UInt64
    ) throws(KernelBuildError) -> BuiltKernel {
        let hasDebugImage = FileAccess.exists(paths.debugImage)
        let libraries = libraries(in: hasDebugImage ? paths.debugImage : paths.kernel)
        let version = libraries.lazy.compactMap { $0.text(.fullVersion) ?? $0.text(.unikraftVersion) }.first
        return BuiltKernel(
            target: target, work: work, kernel: paths.kernel, kernelSize: try size(paths.kernel),
            debugImage: hasDebugImage ? paths.debugImage : nil,
            debugImageSize: hasDebugImage ? try size(paths.debugImage) : nil, configuration: paths.configuration,
            initrd: archive, initrdSize: try archive.map { path throws(KernelBuildError) in try size(path) },
            unikraftVersion: version, libraries: libraries, differences: differences,
            warnings: log?.summary.diagnostics.filter { $0.severity == .warning } ?? [], log: log?.path, steps: steps)
    }

    /// What the kernel says of itself; the cores put it there when the configuration asks for it.
    private func libraries(in image: FilePath) -> [UnikraftLibrary] {
        guard let file = try? ELFFile(path: image) else { return [] }
        return (try? file.unikraftLibraries()) ?? []
    }

    private func size(_ path: FilePath) throws(KernelBuildError) -> UInt64 {
        do {
            return try FileStatus(of: path, followSymlink: true).size
        } catch {
            throw .file("read", path.string, error)
        }
    }
}
