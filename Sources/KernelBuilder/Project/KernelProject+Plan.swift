import SystemPackage
public import UnikraftCore

extension KernelProject {
    /// Tells what a build would do. Nothing is fetched or run.
    ///
    /// - Parameter target: The target.
    /// - Returns: The step: components that are directories are read, others fetched where `.unikraft` lacks them.
    public func plan(for target: KernelTarget) -> StepPlan {
        var step = StepPlan("kernel from sources", runs: ["make of Unikraft: configure, prepare, build"])
        for request in requests {
            let place = request.key.place(in: directory)
            switch request.origin {
            case .directory(let path): step.reads.append("\(request.key) in \(path)")
            case _ where FileAccess.exists(place): step.reads.append("\(request.key) in \(place)")
            case .git(let location, let reference):
                step.fetches.append("\(request.key) from \(location.url)\(reference.map { " at \($0.name)" } ?? "")")
            case .archive(let location, _): step.fetches.append("\(request.key) from \(location)")
            case .index(let version): step.fetches.append("\(request.key) \(version) of the component index")
            }
        }
        let paths = TargetPaths(self, target)
        step.writes = [paths.kernel.string, paths.debugImage.string, paths.configuration.string, lockPath.string]
        return step
    }
}
