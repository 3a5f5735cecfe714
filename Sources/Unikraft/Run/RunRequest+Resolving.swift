import KernelBuilder
import KraftfileModel
import OCIDistribution
import OCIModel
import QEMULauncher
import RootfsBuilder
import RootfsModel
import SystemPackage
import UnikraftCore

extension RunRequest {
    /// Builds and fetches what the request needs, and describes the machine. Nothing is started.
    ///
    /// - Parameter services: What is built and fetched with.
    /// - Returns: The machine, and what is doubtful about it.
    /// - Throws: ``RunError`` when the request is not complete or contradicts itself; `RootfsError` when the program could
    ///   not start in a guest; `LaunchError` when the kernel is none; what building and fetching throws.
    public func resolve(_ services: BuildServices) async throws -> ResolvedRun {
        guard let source = place else { return try await resolveFiles(nil, services) }
        let path = FilePath(source)
        if path.isDirectory {
            return try await resolve(UnikraftProject(in: path, kraftfile: kraftfile), services)
        }
        guard try isPackage(source) else { return try await resolveFiles(path, services) }
        do {
            return try await resolve(
                ImageReference(parsing: source.withoutScheme, defaults: .unikraft), services)
        } catch let error as DistributionError {
            throw RunError(
                "there is no file '\(source)', and as the name of a package it cannot be had: \(error)",
                remedy: "Check the name, or push the package first.")
        }
    }

    /// The source; the working directory's project when neither that nor a kernel was named.
    var place: String? {
        guard source == nil, kernel == nil else { return source }
        let names = KraftfileLocator.fileNames + ["Dockerfile"]
        return names.contains { FilePath($0).exists } ? "." : nil
    }

    /// Whether a source is the name of a package.
    ///
    /// - Throws: ``RunError`` when it can neither be that nor is a file.
    func isPackage(_ source: String) throws(RunError) -> Bool {
        guard !FilePath(source).exists else { return false }
        guard kernel == nil, !source.hasPrefix("/"), !source.hasPrefix("."),
            (try? ImageReference(parsing: source.withoutScheme, defaults: .unikraft)) != nil
        else {
            throw RunError(
                "there is no file '\(source)'",
                remedy: "Give a project's directory, a kernel, a program, or the name of a package.")
        }
        return true
    }

    /// A project: its kernel and root filesystem, unless others are given.
    private func resolve(_ project: UnikraftProject, _ services: BuildServices) async throws -> ResolvedRun {
        var build = ProjectBuild(project, services: services)
        build.command = arguments.isEmpty ? nil : arguments
        build.kernel = kernel.map { KernelFile($0) }
        if let rootfs { build.rootfs = try await services.rootfsSource(rootfs) }
        build = try await build.withTemplate()
        let target = try target(of: build)
        let built = try await build.run(for: .qemu, target.architecture)
        var resolved = ResolvedRun(
            try configuration(
                built.kernel.kernel, built.initramfs, command: built.command, environment: built.environment,
                defaultName: project.name))
        resolved.configuration.sharedDirectories =
            try build.project.model.volumes.map { volume in
                guard let transport = SharedDirectory.Transport(guestDriver: volume.driver ?? "9pfs") else {
                    throw RunError(
                        "the volume '\(volume.source)' asks for the driver '\(volume.driver ?? "")'",
                        remedy: "Use 9pfs or virtiofs, or leave the driver out.")
                }
                return SharedDirectory(
                    source: project.path(volume.source), mountPoint: volume.destination, isReadOnly: volume.isReadOnly,
                    transport: transport)
            } + sharedDirectories
        resolved.built = built
        resolved.warnings = try checked(built.findings, of: built.rootfs?.archive)
        return resolved
    }

    /// The one target that QEMU runs: of several, that of this machine's architecture.
    private func target(of build: ProjectBuild) throws -> KernelTarget {
        let selection = TargetSelection(name: target, architecture: architecture, selectsAll: true)
        let fitting = try build.targets(selection).filter { $0.platform == .qemu }
        guard let first = fitting.first else {
            throw RunError(
                "none of the project's targets is for QEMU", remedy: "Add 'qemu/x86_64' to 'targets:' in the Kraftfile."
            )
        }
        return fitting.first { $0.architecture == .host } ?? first
    }

    /// A package: its kernel, root filesystem and command.
    private func resolve(_ reference: ImageReference, _ services: BuildServices) async throws -> ResolvedRun {
        let packaged = try await PackagedKernel(reference, services: services)
            .kernel(for: .qemu, architecture ?? .host, archive: nil)
        let archive = if let rootfs { try await archive(of: rootfs, services) } else { packaged.initramfs }
        return ResolvedRun(
            try configuration(
                packaged.kernel, archive, command: arguments.isEmpty ? packaged.command : arguments,
                environment: packaged.environment,
                defaultName: reference.repository.components.last.map(String.init) ?? "unikraft"))
    }

    /// What was found is an error where the program cannot start, or where doubt is one.
    func checked(_ findings: [Diagnostic], of archive: FilePath?) throws(RootfsError) -> [Diagnostic] {
        guard findings.containsErrors || (isStrict && !findings.ofProject.isEmpty) else { return findings }
        throw RootfsError(
            .unfitProgram, "the program would not start in a guest", file: archive, diagnostics: findings)
    }

    /// The machine that the request describes.
    func configuration(
        _ kernel: FilePath, _ initramfs: FilePath?, command: [String], environment variables: [String] = [],
        defaultName: String
    ) throws -> MachineConfiguration {
        var result = try MachineConfiguration(
            booting: kernel, name: name ?? defaultName, initramfs: initramfs, arguments: command)
        if let architecture { result.architecture = architecture }
        result.memory = memory
        result.acceleration = acceleration
        result.ports = ports
        result.networks = networks
        result.sharedDirectories = sharedDirectories
        result.debugger = debugger
        let own = environment.map { "\($0.name)=\($0.value)" }
        result.commandLine.environment = ProjectBuild.merged(variables + own).map { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return EnvironmentVariable(name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
        }
        result.commandLine.parameters = parameters
        return result
    }
}

extension String {
    /// The name of a package without `oci://` before it.
    var withoutScheme: String { hasPrefix("oci://") ? String(dropFirst(6)) : self }
}
