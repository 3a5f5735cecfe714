import DockerfileModel
import Glibc
import RootfsModel
import SystemPackage
import UnikraftCore

extension StageBuilder {
    /// Runs a command, or takes what it did from the cache.
    mutating func run(
        _ run: RunInstruction, _ step: EvaluatedStep, _ index: Int, _ layout: StageLayout
    ) async throws {
        do {
            try checkSupport(run)
            try checkCommand(run)
            let variables = work.plan.environment(ofStage: stage.index, step: index)
            var mounts = RunMounts(work: work, step: step, run: run)
            try await mounts.loadSources(of: self)
            let cache = work.environment.cache
            let key = try stepKey(run, step, variables, mounts)
            if let stored = work.build.usesCache ? cache.layer(ofStep: key) : nil {
                try tree.apply(FileLayer(tar: stored, isImageLayer: true))
                return
            }
            let after = try await execute(run, step, variables, mounts, layout)
            let stored = try cache.store(after.tree.changes(since: tree), ofStep: key)
            try tree.apply(FileLayer(tar: stored, isImageLayer: true))
            try layout.adopt(tree, mountPoints: after.mountPoints)
        } catch let error as CancellationError {
            throw error
        } catch let error as RootfsError where !error.diagnostics.isEmpty {
            throw error
        } catch let error as RootfsError {
            throw work.failure(error.code, error.description, at: step.instruction, cause: error.cause)
        } catch {
            throw work.failure(.instructionFailed, "\(error)", at: step.instruction, cause: error)
        }
    }

    private func checkSupport(_ run: RunInstruction) throws {
        let unsupported = run.security == .insecure ? "--security=insecure" : run.devices.isEmpty ? nil : "--device"
        guard let unsupported else { return }
        throw RootfsError(
            .instructionFailed,
            "RUN \(unsupported) is not supported by the native engine; remove it, or use another engine")
    }

    private func checkCommand(_ run: RunInstruction) throws {
        let isEmpty =
            switch run.command {
            case .shell(let text): text.allSatisfy(\.isWhitespace) && run.heredocs.isEmpty
            case .exec(let arguments): arguments.first?.isEmpty ?? true
            }
        guard isEmpty else { return }
        throw RootfsError(.instructionFailed, "RUN has no command; write one after it, or remove the line")
    }

    /// Without its shell a command fails with words of the container runtime.
    private func checkShell(_ step: EvaluatedStep) throws {
        guard let shell = step.shell.first, shell.hasPrefix("/"), let place = try? tree.resolve(shell),
            place.node == nil
        else { return }
        throw RootfsError(
            .instructionFailed,
            "the stage has no '\(shell)' to run the command with; use a base image that has one, or write the command as "
                + "a JSON array")
    }

    /// What the result of the command depends on. Values of secrets are no part of it.
    private func stepKey(
        _ run: RunInstruction, _ step: EvaluatedStep, _ variables: [EnvironmentVariable], _ mounts: RunMounts
    ) throws -> ContentKey {
        var fingerprint = TreeFingerprint(cache: work.environment.cache)
        var parts = ["run 1", try fingerprint.key(of: tree).text, "\(run.program(shell: step.shell))"]
        parts += [step.user, step.workingDirectory, run.network.rawValue, run.security.rawValue]
        parts += variables.map(\.description)
        parts += run.mounts.map(\.text) + (try mounts.keys(&fingerprint))
        parts.append("\(work.environment.sourceDateEpoch)")
        return ContentKey(parts)
    }

    private mutating func execute(
        _ run: RunInstruction, _ step: EvaluatedStep, _ variables: [EnvironmentVariable], _ mounts: RunMounts,
        _ layout: StageLayout
    ) async throws -> (tree: FileTree, mountPoints: [TreePath]) {
        guard let launcher = work.environment.launcher else {
            throw RootfsError(.toolMissing, "RUN needs a sandbox, and no launcher of programs was given")
        }
        let sandbox = try await SandboxChoice.choose(work.sandbox, launcher)
        let scratch = try layout.makeScratch()
        let root = try await layout.root(with: tree, for: sandbox, launcher)
        var prepared = try mounts.prepare(in: scratch, layout)
        defer { prepared.release() }
        var environment = variables
        environment += prepared.variables
        let identity = try user(step.user)
        if !environment.contains(where: { $0.name == "HOME" }) {
            environment.append(EnvironmentVariable(name: "HOME", value: identity.home))
        }
        var arguments: [String]
        switch run.program(shell: step.shell) {
        case .arguments(let list): arguments = list
        case .script(let name, let content):
            arguments = [try prepared.addScript(name, content, scratch)]
        }
        let command = SandboxCommand(
            root: root.path, overlay: root.overlay, arguments: arguments, environment: environment.map(\.description),
            workingDirectory: step.workingDirectory, user: identity.user, mounts: prepared.mounts,
            hasNetwork: run.network != .none, scratch: scratch)
        let tail = OutputTail(work.environment.commandOutput)
        let termination = try await sandbox.run(command, launcher: launcher) { tail.add($0) }
        guard termination == .exited(0) else {
            if case .shell = run.command { try checkShell(step) }
            throw commandFailure(step, termination, tail.text)
        }
        let result = RunResult(
            before: tree, mounts: prepared.mounts.map(\.target), latestTime: work.environment.sourceDateEpoch)
        return try result.normalized(layout.read())
    }

    private func commandFailure(
        _ step: EvaluatedStep, _ termination: ProcessTermination, _ tail: String
    ) -> RootfsError {
        let output = tail.isEmpty ? "it printed nothing" : "the last it printed was:\n\(tail)"
        // A shell and an OCI runtime give 128 and the number of the signal that ended the command.
        var ending = "\(termination)"
        if case .exited(let status) = termination, status == 128 + SIGKILL { ending += " (it was killed)" }
        return work.failure(
            .commandFailed, "the command ended with \(ending); \(output)", at: step.instruction,
            remedy: "Mend the command, or give it what it lacks: memory, space, a package, the network.")
    }

    private func user(_ text: String) throws -> (user: SandboxCommand.User, home: String) {
        let lookup = UserLookup(tree: tree)
        let name = text.split(separator: ":").first.map(String.init) ?? "0"
        let owner = try lookup.owner(text)
        let found = try lookup.user(name)
        let groups = try found.map { try lookup.supplementaryGroups(of: $0.name) } ?? []
        let user = SandboxCommand.User(id: owner.user, group: owner.group, supplementaryGroups: groups)
        return (user, found?.home ?? (owner.user == 0 ? "/root" : "/"))
    }
}
