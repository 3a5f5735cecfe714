import SystemPackage
import UnikraftCore

/// Makes QEMU's command line. It reads and starts nothing: the same input gives the same plan.
public enum MachinePlanner {
    /// Plans a machine.
    ///
    /// - Parameters:
    ///   - configuration: The machine as its owner wants it.
    ///   - facts: What was found out about the host and the files.
    /// - Returns: The plan.
    /// - Throws: ``LaunchError`` when the machine cannot be had that way, with the reason and the remedy.
    public static func plan(
        _ configuration: MachineConfiguration, facts: MachineFacts
    ) throws(LaunchError) -> MachinePlan {
        try check(configuration, facts)
        var warnings: [String] = []
        let memory = try memory(configuration, facts, &warnings)
        let transport = VirtioTransport(machineType: machineType(configuration))
        let network = try NetworkPlan(configuration, transport: transport)
        let commandLine = try guestCommandLine(configuration, network)
            .encoded(
                for: configuration.guest, architecture: configuration.architecture,
                programName: facts.kernelPath.string)

        let servers = fileServers(configuration, facts)
        var arguments = [
            "-name", optionValue(configuration.name),
            "-machine", machineType(configuration) + (servers.isEmpty ? "" : ",memory-backend=memory"),
            "-accel", facts.accelerator.rawValue,
            "-cpu", configuration.processorModel ?? processorModel(configuration, facts),
            "-smp", String(configuration.processorCount),
            "-m", "\(memory.mebibytesRoundedUp)M",
            "-nodefaults", "-display", "none", "-no-reboot",
            "-kernel", facts.kernelPath.string,
        ]
        if let initramfs = facts.initramfsPath { arguments += ["-initrd", initramfs.string] }
        if !commandLine.isEmpty { arguments += ["-append", commandLine] }
        arguments += network.arguments
        // A server of files reads and writes the guest's memory itself.
        if !servers.isEmpty {
            arguments += ["-object", "memory-backend-memfd,id=memory,size=\(memory.mebibytesRoundedUp)M,share=on"]
        }
        for (index, directory) in configuration.sharedDirectories.enumerated() {
            arguments += share(directory, identifier: shareIdentifier(index), transport: transport)
        }
        for (index, volume) in configuration.blockVolumes.enumerated() {
            let readOnly = volume.isReadOnly ? ",readonly=on" : ""
            let file = optionValue(volume.source.string)
            arguments += [
                "-drive", "if=none,id=disk\(index),format=\(volume.format.rawValue),file=\(file)\(readOnly)",
                "-device", transport.device("blk", "drive=disk\(index)"),
            ]
        }
        if let debugger = configuration.debugger { arguments += debugger.arguments }
        var plan = MachinePlan(
            executable: facts.executable, arguments: arguments + configuration.extraArguments,
            name: configuration.name, guest: configuration.guest, commandLine: commandLine, memory: memory,
            accelerator: facts.accelerator, ports: configuration.ports,
            passedDescriptors: network.passedDescriptors, interfaces: network.interfaces, warnings: warnings)
        plan.fileServers = servers
        return plan
    }

    private static func share(
        _ directory: SharedDirectory, identifier: String, transport: VirtioTransport
    ) -> [String] {
        switch directory.transport {
        case .ninePFS:
            let readOnly = directory.isReadOnly ? ",readonly=on" : ""
            return [
                "-fsdev",
                "local,id=\(identifier),path=\(optionValue(directory.source.string)),security_model=none\(readOnly)",
                "-device", transport.device("9p", "fsdev=\(identifier),mount_tag=\(identifier)"),
            ]
        case .virtiofs:
            return ["-device", "vhost-user-fs-\(transport.rawValue),chardev=\(identifier),tag=\(identifier)"]
        }
    }

    private static func fileServers(_ configuration: MachineConfiguration, _ facts: MachineFacts) -> [FileServerPlan] {
        guard let program = facts.fileServer else { return [] }
        return configuration.sharedDirectories.enumerated().compactMap { index, directory in
            guard directory.transport == .virtiofs else { return nil }
            return FileServerPlan(directory, identifier: shareIdentifier(index), program: program)
        }
    }

    private static func check(_ configuration: MachineConfiguration, _ facts: MachineFacts) throws(LaunchError) {
        guard facts.kernel.architecture == configuration.architecture else {
            throw LaunchError(
                .kernel, subject: configuration.kernel.string,
                "the kernel '\(configuration.kernel)' is for \(facts.kernel.architecture) and the machine for \(configuration.architecture)",
                remedy: "Choose the kernel or --arch so that both agree.")
        }
        let isLinux = facts.kernel.format.isLinux
        if case .development = configuration.guest, !isLinux {
            throw LaunchError(
                .kernel, subject: configuration.kernel.string,
                "the development guest needs a Linux kernel, and '\(configuration.kernel)' is none",
                remedy: "Use the guest profile for Unikraft with this kernel.")
        }
        if configuration.guest == .unikraft, isLinux {
            throw LaunchError(
                .kernel, subject: configuration.kernel.string,
                "'\(configuration.kernel)' is a Linux kernel, not a Unikraft kernel",
                remedy: "Use the development guest's profile with it, or give a Unikraft kernel.")
        }
        guard facts.fileServer != nil || !configuration.sharedDirectories.contains(where: { $0.transport == .virtiofs })
        else {
            throw LaunchError(
                .configuration, "a directory is to be shared by virtiofs, and no server for it is named",
                remedy: "Set the facts' fileServer, or share the directory by 9p.")
        }
        if let root = configuration.sharedDirectories.first(where: { $0.mountPoint == "/" }),
            configuration.initramfs != nil
        {
            throw LaunchError(
                .configuration, subject: root.source.string,
                "'\(root.source)' is to be mounted at '/', where the root filesystem's archive is",
                remedy: "Name another mount point: SOURCE:DESTINATION.")
        }
        guard (1...255).contains(configuration.processorCount) else {
            throw LaunchError(
                .configuration, subject: String(configuration.processorCount),
                "a machine cannot have \(configuration.processorCount) processors", remedy: "Ask for 1 to 255.")
        }
        guard !configuration.name.isEmpty, !configuration.name.utf8.contains(where: { $0 < 0x20 }) else {
            throw LaunchError(
                .configuration, subject: configuration.name, "the machine's name is empty or holds a control character",
                remedy: "Give it a name of visible characters.")
        }
    }

    private static func memory(
        _ configuration: MachineConfiguration, _ facts: MachineFacts, _ warnings: inout [String]
    ) throws(LaunchError) -> ByteCount {
        let estimate = MemoryEstimate(
            kernel: facts.kernel.size, initramfs: facts.initramfsSize, guest: configuration.guest)
        guard let wanted = configuration.memory else { return estimate.recommended }
        guard wanted >= estimate.minimum else {
            throw LaunchError(
                .memory, subject: wanted.description,
                "\(wanted) of memory is too little: the archive of \(facts.initramfsSize) stays in memory and is unpacked there once more",
                remedy: "Give the machine \(estimate.recommended) (-M \(estimate.recommended.mebibytesRoundedUp)M).")
        }
        if wanted < estimate.recommended, facts.initramfsSize.bytes > wanted.bytes / 4 {
            warnings.append(
                "\(wanted) of memory may be too little for an archive of \(facts.initramfsSize); \(estimate.recommended) is enough whatever it holds"
            )
        }
        return wanted
    }

    private static func guestCommandLine(
        _ configuration: MachineConfiguration, _ network: NetworkPlan
    ) -> GuestCommandLine {
        var line = configuration.commandLine
        for (index, directory) in configuration.sharedDirectories.enumerated() {
            line.fileSystems.append(
                FileSystemEntry(
                    device: shareIdentifier(index), mountPoint: directory.mountPoint,
                    driver: directory.transport.guestDriver,
                    flags: directory.isReadOnly ? "1" : "", unikraftOptions: ["mkmp"]))
        }
        if configuration.initramfs != nil, !line.fileSystems.contains(where: { $0.device == "initrd0" }) {
            line.fileSystems.insert(.initramfs, at: 0)
        }
        let hasParameters =
            !line.fileSystems.isEmpty || !line.environment.isEmpty || !line.parameters.isEmpty
        line.networkAddresses += network.guestAddresses(kernelReadsParameters: hasParameters)
        return line
    }

    /// The interrupt controller that `virt` has by default serves eight processors (docs/system/arm/virt.rst).
    private static func machineType(_ configuration: MachineConfiguration) -> String {
        if let machineType = configuration.machineType { return machineType }
        guard configuration.architecture != .x86_64 else { return "pc" }
        return configuration.processorCount > 8 ? "virt,gic-version=3" : "virt"
    }

    /// Unikraft wants pages of 1 GiB, which most of QEMU's named models lack.
    private static func processorModel(_ configuration: MachineConfiguration, _ facts: MachineFacts) -> String {
        facts.accelerator == .kvm ? "host" : "max"
    }

    private static func shareIdentifier(_ index: Int) -> String { "fs\(index + 1)" }

    /// QEMU ends an option's value at a comma; two stand for one (qemu-options, "-drive").
    static func optionValue(_ text: String) -> String {
        text.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,")
    }
}
