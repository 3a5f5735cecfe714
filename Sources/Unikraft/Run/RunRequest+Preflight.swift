import KernelBuilder
import KraftfileModel
public import QEMULauncher
import RootfsBuilder
import SystemPackage
import UnikraftCore

extension RunRequest {
    /// Checks all that can be checked before the guest starts, and builds and fetches what the machine needs, because
    /// the program and its memory are only known then. Nothing is started.
    ///
    /// Files, networks and the host are looked at first; when they have errors, nothing is built.
    ///
    /// - Parameters:
    ///   - services: What is built and fetched with.
    ///   - networks: Connects to the networks of ``memberships``; nil stands for this host's bridges.
    /// - Returns: What was found; failures are among the diagnostics.
    /// - Throws: `CancellationError` when the task was cancelled.
    public func preflight(
        _ services: BuildServices, networks: (any NetworkConnector)? = nil
    ) async throws -> RunPreflight {
        var result = RunPreflight()
        let networks = networks ?? HostNetworks(launcher: services.launcher)
        result.add(await sourceProblems(services))
        result.add(await networkProblems(networks))
        result.add(
            MachinePreflight.hostProblems(for: draft).map(Diagnostic.init))
        guard !result.diagnostics.containsErrors else { return result }
        do {
            let resolved = try await resolve(services)
            result.resolved = resolved
            result.add(resolved.warnings)
            let machine = try await MachinePreflight(
                resolved.configuration.connected(to: memberships), launcher: services.launcher)
            result.add(machine.errors.map(Diagnostic.init))
            result.add(machine.warnings.map { Diagnostic(.warning, .init("machine"), $0) })
            result.plan = machine.plan
        } catch let error as CancellationError {
            throw error
        } catch {
            result.add(Diagnostic.diagnostics(for: error))
        }
        return result
    }

    /// What keeps the machine from its networks.
    private func networkProblems(_ networks: any NetworkConnector) async -> [Diagnostic] {
        await networks.problems(of: memberships, for: name, publishing: ports).map { error in
            // Errors of networks have their remedy in the message.
            Diagnostic(.error, .init("network"), "\(error)")
        }
    }

    /// The machine as far as the request tells.
    private var draft: MachineConfiguration {
        var draft = MachineConfiguration(
            kernel: kernel ?? "kernel", architecture: architecture ?? .host, arguments: arguments)
        draft.memory = memory
        draft.ports = ports
        draft.sharedDirectories = sharedDirectories
        draft.commandLine.environment = environment
        draft.commandLine.parameters = parameters
        return draft
    }

    /// The problems of the project, or of the files that were named in its place.
    private func sourceProblems(_ services: BuildServices) async -> [Diagnostic] {
        guard let source = place, case let directory = FilePath(source), directory.isDirectory else {
            return fileProblems()
        }
        var found: [Diagnostic] = []
        do {
            let project = try UnikraftProject(in: directory, kraftfile: kraftfile)
            var build = ProjectBuild(project, services: services)
            build.kernel = kernel.map { KernelFile($0) }
            found = await build.problems(for: .qemu, architecture ?? .host)
        } catch {
            do {
                found = try ProjectCheck.diagnostics(of: directory, kraftfile: kraftfile)
            } catch {
                found = Diagnostic.diagnostics(for: error)
            }
        }
        return found + problems(ofKernel: kernel) + toolProblems(in: directory)
    }

    /// A kernel that is there already needs no tools, so this is a warning.
    private func toolProblems(in directory: FilePath) -> [Diagnostic] {
        guard kernel == nil, let project = try? UnikraftProject(in: directory, kraftfile: kraftfile),
            project.model.buildsKernel
        else { return [] }
        do throws(KernelBuildError) {
            try HostTool.check(HostTool.required(for: architecture ?? .host))
            return []
        } catch {
            return [Diagnostic(.warning, .init("host-tool"), error.message, remedy: error.remedy)]
        }
    }
}

extension Diagnostic {
    /// A reason why a machine cannot be started.
    init(_ error: LaunchError) {
        let cause = error.cause.map { " (\($0))" } ?? ""
        self.init(.error, .init(error.code.description), error.message + cause, remedy: error.remedy)
    }

    /// A reason why a kernel cannot be had.
    init(_ error: KernelBuildError) {
        let cause = error.cause.map { " (\($0))" } ?? ""
        let log = error.logFile.map { "; the whole output is in '\($0)'" } ?? ""
        self.init(.error, .init(error.code.description), error.message + cause + log, remedy: error.remedy)
    }

    /// A failure to build, fetch or check, as the problems that it tells of.
    static func diagnostics(for error: any Error) -> [Diagnostic] {
        switch error {
        case let error as RootfsError where error.diagnostics.containsErrors: error.diagnostics
        case let error as RootfsError where !error.diagnostics.isEmpty:
            error.diagnostics + [Diagnostic(.error, .init(error.code.description), error.message)]
        case let error as LaunchError: [Diagnostic(error)]
        case let error as RunError: [Diagnostic(.error, .init("run"), error.message, remedy: error.remedy)]
        case let error as KernelBuildError:
            error.diagnostics + [Diagnostic(error)]
        default: [ProjectCheck.diagnostic(for: error) ?? Diagnostic(.error, .init("build"), "\(error)")]
        }
    }
}
