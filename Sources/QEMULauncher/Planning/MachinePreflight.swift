import SystemPackage
import SystemSupport
public import UnikraftCore

/// Everything that can be said about a machine before it starts, together: what a start would throw one after the
/// other.
public struct MachinePreflight: Sendable {
    /// What keeps the machine from starting; empty when nothing does.
    public var errors: [LaunchError]
    /// What is doubtful, one sentence each.
    public var warnings: [String]
    /// The machine's plan; nil when there are errors.
    public var plan: MachinePlan?

    /// Looks at a machine's files, at this host, and at whether the guest could read its command line and has memory
    /// enough. No guest is started, and nothing is left behind; a trial of KVM may run once a boot.
    ///
    /// - Parameters:
    ///   - configuration: The machine.
    ///   - launcher: Starts programs.
    /// - Throws: `CancellationError` when the task was cancelled.
    public init(_ configuration: MachineConfiguration, launcher: any ProcessLauncher) async throws {
        let host = Self.hostProblems(for: configuration)
        errors = host + Self.fileProblems(configuration)
        warnings = []
        // What the host refuses is left out, so that the rest can still be planned.
        var trial = configuration
        if !host.isEmpty {
            (trial.ports, trial.sharedDirectories, trial.blockVolumes) = ([], [], [])
        }
        do {
            let prepared = try await PreparedMachine(trial, launcher: launcher)
            prepared.discard()
            warnings = prepared.plan.warnings
            if errors.isEmpty { plan = prepared.plan }
        } catch let error as LaunchError {
            if !errors.contains(where: { $0.description == error.description }) { errors.append(error) }
        }
    }

    /// What cannot be had, whatever is booted: QEMU is missing, a port is taken, a directory to share is not there, the
    /// memory is more than this host's, the command line cannot be written. The kernel and the archive are not looked
    /// at and need not be there yet.
    ///
    /// - Parameter configuration: The machine.
    /// - Returns: Every problem.
    public static func hostProblems(for configuration: MachineConfiguration) -> [LaunchError] {
        var problems: [LaunchError] = []
        func attempt(_ check: () throws(LaunchError) -> Void) {
            do throws(LaunchError) { try check() } catch { problems.append(error) }
        }
        let directories = configuration.sharedDirectories
        let ports = configuration.ports
        attempt { () throws(LaunchError) in _ = try QEMUInstallation.locate(for: configuration.architecture) }
        for directory in directories { attempt { () throws(LaunchError) in try directory.check() } }
        attempt { () throws(LaunchError) in try SharedDirectory.checkDistinct(directories) }
        for volume in configuration.blockVolumes { attempt { () throws(LaunchError) in try volume.check() } }
        attempt { () throws(LaunchError) in try NetworkPlan.checkDistinct(ports) }
        for port in ports { attempt { () throws(LaunchError) in _ = try HostPorts.check([port]) } }
        if let memory = configuration.memory {
            attempt { () throws(LaunchError) in try HostMemory.check(memory) }
        }
        attempt { () throws(LaunchError) in
            _ = try configuration.commandLine.encoded(architecture: configuration.architecture)
        }
        return problems
    }

    private static func fileProblems(_ configuration: MachineConfiguration) -> [LaunchError] {
        var problems: [LaunchError] = []
        do throws(LaunchError) { _ = try KernelImage(path: configuration.kernel) } catch { problems.append(error) }
        do throws(LaunchError) {
            try MachineFiles(configuration, place: .temporary).remove()
        } catch {
            problems.append(error)
        }
        return problems
    }
}

extension SharedDirectory {
    /// Refuses directories that hide one another.
    static func checkDistinct(_ directories: [SharedDirectory]) throws(LaunchError) {
        var places: [String: FilePath] = [:]
        for directory in directories {
            let place = FilePath(directory.mountPoint).lexicallyNormalized().string
            guard let other = places.updateValue(directory.source, forKey: place) else { continue }
            throw LaunchError(
                .configuration, subject: place,
                "'\(other)' and '\(directory.source)' are both to be mounted at '\(place)'",
                remedy: "Name another mount point for one of them.")
        }
    }

    /// Refuses what is no directory.
    func check() throws(LaunchError) {
        let status = try? FileStatus(of: source, followSymlink: true)
        guard status?.kind != .directory else { return }
        throw LaunchError(
            .configuration, subject: source.string,
            status == nil
                ? "there is no directory '\(source)' to share"
                : "'\(source)' is no directory, and only directories can be shared",
            remedy: "Check the volume's source.")
    }
}
