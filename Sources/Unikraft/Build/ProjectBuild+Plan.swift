import KraftfileModel
import RootfsBuilder
import SystemPackage
public import UnikraftCore

extension ProjectBuild {
    /// Tells what a build will read, fetch, run and write. Nothing of that is done.
    ///
    /// - Parameters:
    ///   - platform: The virtual machine monitor.
    ///   - architecture: The architecture.
    /// - Returns: The plan.
    /// - Throws: ``RunError`` when the project cannot be built as it is; `RootfsError` when the source of the root
    ///   filesystem is not there.
    public func plan(for platform: Platform, _ architecture: Architecture) async throws -> BuildPlan {
        let kernelSource = try kernel ?? self.kernelSource(for: platform, architecture)
        let rootfsSource = if let rootfs { rootfs } else { try await project.rootfsSource(services) }
        var steps: [StepPlan] = []
        if let rootfsSource {
            var step = await rootfsSource.plan(in: try services.rootfsEnvironment(architecture))
            step.name = "root filesystem: \(step.name)"
            step.writes.append(archivePath(architecture).string)
            steps.append(step)
        }
        steps.append(await kernelSource.plan(for: platform, architecture))
        return BuildPlan(
            project: project.name, target: "\(platform)/\(architecture)", steps: steps,
            isOrdered: kernelSource.needsArchive)
    }

    /// Finds what is wrong before anything is built or fetched: in the project's files, and what the steps would lack.
    ///
    /// - Parameters:
    ///   - platform: The virtual machine monitor.
    ///   - architecture: The architecture.
    /// - Returns: Every problem, those of the Kraftfile first.
    public func problems(for platform: Platform, _ architecture: Architecture) async -> [Diagnostic] {
        var found: [Diagnostic] = []
        do {
            found = try project.fileProblems()
        } catch {
            found = Diagnostic.diagnostics(for: error)
        }
        do {
            let kernelSource = try kernel ?? self.kernelSource(for: platform, architecture)
            found += await kernelSource.plan(for: platform, architecture).problems
        } catch {
            found += Diagnostic.diagnostics(for: error)
        }
        return found
    }
}

extension UnikraftProject {
    /// The problems of the files that it was read from.
    fileprivate func fileProblems() throws -> [Diagnostic] {
        if let kraftfile { return try ProjectCheck.diagnostics(of: directory, kraftfile: kraftfile) }
        let isDockerfileAlone = model.rootfs == RootfsDescription(source: "Dockerfile", kind: .dockerfile)
        return isDockerfileAlone ? try ProjectCheck.diagnostics(of: directory) : []
    }
}

extension StepPlan {
    /// What the step would lack.
    var problems: [Diagnostic] {
        lacks.map { Diagnostic(.error, .init("missing-file"), "there is no file '\($0)'", remedy: "Check the path.") }
    }
}

/// What a build will do.
public struct BuildPlan: Sendable, Hashable, Encodable {
    /// The project's name.
    public var project: String
    /// Platform and architecture, for example `qemu/x86_64`.
    public var target: String
    /// The root filesystem, if there is one, and the kernel.
    public var steps: [StepPlan]
    /// Whether the kernel waits for the root filesystem; else both are made side by side.
    public var isOrdered: Bool
}

extension BuildPlan: CustomStringConvertible {
    /// The plan as lines for people.
    public var description: String {
        let order = steps.count < 2 ? "" : isOrdered ? ", one step after the other" : ", steps side by side"
        return (["\(project) for \(target)\(order)"] + steps.map(\.description)).joined(separator: "\n")
    }
}
