public import SystemPackage
import SystemSupport
public import UnikraftCore

/// A machine that was planned on this host and is ready to start.
public struct PreparedMachine: Sendable {
    /// The plan.
    public var plan: MachinePlan
    /// The same machine under TCG, for the case that KVM fails before the guest has written anything.
    public var fallback: MachinePlan?
    /// Links and files made for this machine only.
    let files: MachineFiles

    /// Finds out what the plan needs to know, makes what QEMU needs, and plans. No guest is started; a trial of
    /// KVM may run once a boot.
    ///
    /// - Parameters:
    ///   - configuration: The machine as its owner wants it.
    ///   - launcher: Starts programs.
    ///   - directory: Where links and files are put that QEMU needs, and stay; nil is a temporary directory that
    ///     goes with the machine.
    /// - Throws: ``LaunchError`` when the machine cannot be had; nothing is left behind then.
    public init(
        _ configuration: MachineConfiguration, launcher: any ProcessLauncher, directory: FilePath? = nil
    ) async throws {
        try await self.init(
            configuration, launcher: launcher, place: directory.map { .directory($0) } ?? .temporary)
    }

    init(
        _ configuration: MachineConfiguration, launcher: any ProcessLauncher, place: MachineFiles.Place
    ) async throws {
        var configuration = configuration
        let executable = try QEMUInstallation.locate(for: configuration.architecture)
        let kernel = try KernelImage(path: configuration.kernel)
        for index in configuration.sharedDirectories.indices {
            try configuration.sharedDirectories[index].check()
            configuration.sharedDirectories[index].source = configuration.sharedDirectories[index].source.absolute
        }
        try SharedDirectory.checkDistinct(configuration.sharedDirectories)
        for index in configuration.blockVolumes.indices {
            try configuration.blockVolumes[index].check()
            configuration.blockVolumes[index].source = configuration.blockVolumes[index].source.absolute
        }
        if let memory = configuration.memory { try HostMemory.check(memory) }
        try NetworkPlan.checkDistinct(configuration.ports)
        configuration.ports = try HostPorts.check(configuration.ports)
        let choice = try await AccelerationChoice.choose(
            configuration.acceleration, architecture: configuration.architecture, guest: configuration.guest,
            executable: executable, launcher: launcher)
        let files = try MachineFiles(configuration, place: place)
        do {
            var facts = MachineFacts(
                executable: executable, kernel: kernel, initramfsSize: files.initramfsSize,
                accelerator: choice.accelerator, kernelPath: files.kernelPath, initramfsPath: files.initramfsPath)
            if configuration.sharedDirectories.contains(where: { $0.transport == .virtiofs }) {
                facts.fileServer = try FileServerProgram.locate()
            }
            plan = try MachinePlanner.plan(configuration, facts: facts)
            plan.hasBanner = configuration.guest != .unikraft || GuestBanner.isIn(configuration.kernel)
            if let warning = choice.warning { plan.warnings.insert(warning, at: 0) }
            if choice.accelerator == .kvm, configuration.acceleration == .automatic {
                facts.accelerator = .tcg
                fallback = try MachinePlanner.plan(configuration, facts: facts)
                fallback?.hasBanner = plan.hasBanner
            }
        } catch {
            files.remove()
            throw error
        }
        self.files = files
    }

    /// Removes what was made for this machine, when it is not to be started.
    public func discard() {
        files.remove()
    }
}
