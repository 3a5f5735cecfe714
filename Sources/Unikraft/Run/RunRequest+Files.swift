import ELFInspector
import QEMULauncher
import RootfsBuilder
import RootfsModel
import SystemPackage
import SystemSupport
import UnikraftCore

extension RunRequest {
    /// A kernel and a root filesystem as files, or a program of this machine.
    func resolveFiles(_ source: FilePath?, _ services: BuildServices) async throws -> ResolvedRun {
        var request = self
        var program: FilePath?
        if let source { program = try request.classify(source) }
        guard let kernel = request.kernel else {
            throw Self.noKernel
        }
        var archive: FilePath?
        var command = arguments
        if let program {
            let path = try archivePath(for: program)
            try ProgramRootfs(programs: [program.absolute]).write(to: path)
            archive = path
            command.insert(program.absolute.string, at: 0)
        } else if let rootfs {
            archive = try await self.archive(of: rootfs, services)
        }
        let configuration = try configuration(
            kernel, archive, command: command, defaultName: (source ?? kernel).stem ?? "unikraft")
        var resolved = ResolvedRun(configuration)
        if let archive { resolved.warnings = try checkProgram(of: configuration, in: archive) }
        return resolved
    }

    /// What is wrong with the kernel, the program and the root filesystem that were named. Nothing is written.
    func fileProblems() -> [Diagnostic] {
        var request = self
        var program: FilePath?
        var found: [Diagnostic] = []
        func attempt(_ check: () throws -> Void) {
            do { try check() } catch { found += Diagnostic.diagnostics(for: error) }
        }
        if let source {
            attempt {
                // What is no file may be a package.
                guard try !isPackage(source) else { return }
                program = try request.classify(FilePath(source))
            }
        }
        if request.kernel == nil, found.isEmpty, source == nil || program != nil {
            found += Diagnostic.diagnostics(for: Self.noKernel)
        }
        found += problems(ofKernel: request.kernel)
        if let program { attempt { _ = try ProgramRootfs(programs: [program.absolute]).makeTree() } }
        if let rootfs { attempt { _ = try RootfsSourceKind.detect(rootfs) } }
        if found.isEmpty, program == nil, arguments.isEmpty, let kernel = request.kernel,
            KernelFacts(kernel).loadsPrograms
        {
            let isCertain = (try? KernelImage(path: kernel))?.format.isLinux == true
            found.append(
                Diagnostic(
                    isCertain ? .error : .warning, .init("program"),
                    "the kernel '\(kernel)' loads a program, and none was named",
                    remedy: "Name it after '--', with its arguments."))
        }
        return found
    }

    /// What is wrong with a kernel file.
    func problems(ofKernel kernel: FilePath?) -> [Diagnostic] {
        guard let kernel else { return [] }
        do {
            let image = try MachineConfiguration(booting: kernel)
            guard let architecture, architecture != image.architecture else { return [] }
            throw RunError(
                "the kernel '\(kernel)' is for \(image.architecture), and \(architecture) was asked for",
                remedy: "Choose the kernel or --arch so that both agree.")
        } catch {
            return Diagnostic.diagnostics(for: error)
        }
    }

    static let noKernel = RunError(
        "no kernel was given", remedy: "Name one with --kernel, or give the kernel file as the argument.")

    /// Makes sure that the program could start, where the guest loads it from the archive: the development guest
    /// does, and kernels with app-elfloader. Another kernel has its program built in.
    private func checkProgram(of configuration: MachineConfiguration, in archive: FilePath) throws -> [Diagnostic] {
        let command = configuration.commandLine.arguments
        // What another program wrote goes to the guest as it is.
        if configuration.guest == .unikraft { _ = try checked(ArchiveCheck(archive).run(), of: archive) }
        guard command.first?.hasPrefix("/") == true, KernelFacts(configuration.kernel).loadsPrograms else { return [] }
        let check = RootfsCheck(command: command, machine: ELFMachine(configuration.architecture))
        return try checked(check.run(on: FileTree(cpio: archive)), of: archive)
    }

    /// Finds out what the one file is that was named: a kernel, or a program to pack.
    ///
    /// - Returns: The program, if it is one.
    private mutating func classify(_ source: FilePath) throws -> FilePath? {
        if (try? KernelImage(path: source)) != nil {
            guard kernel == nil else {
                throw RunError(
                    "two kernels were given, '\(source)' and '\(kernel ?? "")'", remedy: "Give one of them.")
            }
            kernel = source
            return nil
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
        return source
    }

    /// A cpio archive stays as it is; anything else is built into one.
    func archive(of rootfs: String, _ services: BuildServices) async throws -> FilePath {
        let environment = try services.rootfsEnvironment(architecture ?? .host)
        if try RootfsSourceKind.detect(rootfs) == .cpio { return try environment.cache.inflated(FilePath(rootfs)) }
        let source = try await services.rootfsSource(rootfs)
        let path = try archivePath(for: FilePath(rootfs))
        return try await RootfsBuild(source, in: environment).write(to: path).archive
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
}
