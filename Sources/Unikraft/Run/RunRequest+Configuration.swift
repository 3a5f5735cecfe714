import CpioArchive
import ELFInspector
public import QEMULauncher
import RootfsBuilder
import SystemPackage
import SystemSupport
import UnikraftCore

extension RunRequest {
    /// Builds what the request needs and describes the machine. Nothing is started.
    ///
    /// - Returns: The machine.
    /// - Throws: ``RunError`` when the request is not complete or contradicts itself; `RootfsError` when the
    ///   program could not start in a guest; `LaunchError` when the kernel is none; `CpioError`.
    public func configuration() throws -> MachineConfiguration {
        var request = self
        if let source { try request.classify(source) }
        guard let kernel = request.kernel else {
            throw RunError(
                "no kernel was given", remedy: "Name one with --kernel, or give the kernel file as the argument.")
        }
        let archive = try request.rootfs.map { try request.archive(of: $0) }
        var configuration = try MachineConfiguration(
            booting: kernel, name: name ?? Self.defaultName(request), initramfs: archive,
            arguments: request.arguments)
        if let architecture { configuration.architecture = architecture }
        configuration.memory = memory
        configuration.acceleration = acceleration
        configuration.ports = ports
        configuration.networks = networks
        configuration.sharedDirectories = sharedDirectories
        configuration.debugger = debugger
        configuration.commandLine.environment = environment
        configuration.commandLine.parameters = parameters
        if let archive { try Self.checkProgram(of: configuration, in: archive) }
        return configuration
    }

    /// Makes sure that the program could start, where the guest loads it from the archive: the development guest
    /// does, and kernels with app-elfloader. Another kernel has its program built in.
    private static func checkProgram(of configuration: MachineConfiguration, in archive: FilePath) throws {
        guard let program = configuration.commandLine.arguments.first, program.hasPrefix("/"),
            configuration.guest != .unikraft || loadsPrograms(configuration.kernel)
        else { return }
        let findings = checkRootfs(root: try CpioSysRoot(archive), program: FilePath(program))
            .filter { $0.severity == .error }
        guard findings.isEmpty else { throw RootfsError(program: FilePath(program), findings: findings) }
    }

    private static func loadsPrograms(_ kernel: FilePath) -> Bool {
        let libraries = try? ELFFile(path: kernel).unikraftLibraries()
        return libraries?.contains { $0.name == "appelfloader" } == true
    }

    /// Finds out what the one file is that was named: a kernel, or a program to pack.
    private mutating func classify(_ source: FilePath) throws {
        if (try? KernelImage(path: source)) != nil {
            guard kernel == nil else {
                throw RunError(
                    "two kernels were given, '\(source)' and '\(kernel ?? "")'", remedy: "Give one of them.")
            }
            kernel = source
            return
        }
        guard let program = try? ELFFile(path: source) else {
            try source.checkReadableFile()
            throw RunError(
                "'\(source)' is neither a kernel nor a program that a guest can run",
                remedy: "Give a kernel, or a position-independent ELF program; a guest runs no scripts.")
        }
        if (try? program.isUnikernel()) == true {
            // The kernel's own error says what is wrong with it: it is a debug image, for example.
            _ = try KernelImage(path: source)
        }
        guard rootfs == nil else {
            throw RunError(
                "'\(source)' is a program, and a root filesystem was given beside it",
                remedy: "Put the program into the root filesystem and name it after '--'.")
        }
        let archive = try archivePath(for: source)
        try ProgramRootfs(programs: [source.absolute]).write(to: archive)
        rootfs = archive
        arguments.insert(source.absolute.string, at: 0)
    }

    /// Packs a directory; an archive stays as it is.
    private func archive(of rootfs: FilePath) throws -> FilePath {
        guard rootfs.isDirectory else { return rootfs }
        let archive = try archivePath(for: rootfs)
        try DirectoryPacker(rootfs).pack(to: archive)
        return archive
    }

    /// The archive of a source: no two sources share one, so that runs side by side do not disturb each other.
    private func archivePath(for source: FilePath) throws(RunError) -> FilePath {
        do {
            try makeDirectories(buildDirectory)
        } catch {
            throw RunError(
                "the directory '\(buildDirectory)' for what is built cannot be made (\(error))",
                remedy: "Run it in a directory that may be written to.")
        }
        let path = source.absolute
        let name = path.stem ?? "root"
        return buildDirectory.appending("initramfs-\(name)-\(path.string.stableHash).cpio")
    }

    private static func defaultName(_ request: RunRequest) -> String {
        let path = request.source ?? request.kernel
        return path?.stem ?? "unikraft"
    }
}
