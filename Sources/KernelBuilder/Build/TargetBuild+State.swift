import SystemPackage
import UnikraftCore

/// Deciding what must be done.
extension TargetBuild {
    /// What a build is made from.
    struct Inputs {
        var configuration: String
        var sources: String
        var archive: String?
    }

    /// Takes the fingerprints of everything that goes into the kernel.
    func inputs(
        _ request: ConfigurationRequest, _ invocation: MakeInvocation, _ embedded: FilePath?
    ) throws(KernelBuildError) -> Inputs {
        var snapshot = SourceSnapshot()
        for directory in directories.all { snapshot.add(directory) }
        let fingerprints = snapshot.finish()
        var text = invocation.command(.build).arguments.joined(separator: "\n")
        for entry in request.entries { text += "\n\(entry.name)=\(entry.text)" }
        return Inputs(
            configuration: FileDigest.sha256(text + "\n" + fingerprints.kconfig), sources: fingerprints.all,
            archive: try embedded.flatMap { path throws(KernelBuildError) in
                FileAccess.exists(path) ? try FileDigest.sha256(of: path) : nil
            })
    }

    /// How much must be done.
    func work(_ inputs: Inputs, _ last: BuildState?) -> BuiltKernel.Work {
        guard let last, last.configuration == inputs.configuration, let image = builtImage(),
            let result = try? FileDigest.sha256(of: paths.configuration)
        else { return .configured }
        if last.sources != inputs.sources || last.result != result { return .rebuilt }
        if last.archive != inputs.archive { return .relinked }
        let isThere = FileStamp.of(image) == last.image && FileAccess.exists(paths.kernel)
        return isThere ? .nothing : .rebuilt
    }

    /// What to remember of a finished build.
    func state(
        _ inputs: Inputs, _ last: BuildState?, _ work: BuiltKernel.Work, _ differences: [ConfigurationDifference],
        _ steps: UInt64
    ) throws(KernelBuildError) -> BuildState {
        BuildState(
            configuration: inputs.configuration, sources: inputs.sources, archive: inputs.archive,
            image: builtImage().flatMap { FileStamp.of($0) } ?? "",
            result: try FileDigest.sha256(of: paths.configuration),
            steps: work == .configured ? steps : max(last?.steps ?? 0, steps), differenceCount: differences.count)
    }

    /// The image that make wrote; nil when there is none.
    func builtImage() -> FilePath? {
        target.imageNames(project.name).map { paths.output.appending($0) }.first { FileAccess.exists($0) }
    }
}
