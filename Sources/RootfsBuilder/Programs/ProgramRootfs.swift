public import CpioArchive
import ELFInspector
public import RootfsModel
public import SystemPackage
public import UnikraftCore

/// A root filesystem made of programs, every library that they need, and a directory laid over them.
public struct ProgramRootfs: RootfsSource {
    /// The directory that programs and libraries come from, used as a root; nil is this host.
    public var root: FilePath?
    /// The programs: paths inside the root.
    public var programs: [FilePath]
    /// A directory whose content is laid over the programs and libraries, if any.
    public var overlay: FilePath?
    /// Directories that are there even if nothing is in them.
    public var directories: [FilePath]

    /// Creates a root filesystem of programs.
    ///
    /// - Parameters:
    ///   - programs: The programs: paths inside the root.
    ///   - root: The directory that programs and libraries come from; nil is this host.
    ///   - overlay: A directory whose content is laid over them.
    ///   - directories: Directories that are there even if nothing is in them.
    public init(
        programs: [FilePath], root: FilePath? = nil, overlay: FilePath? = nil, directories: [FilePath] = []
    ) {
        self.programs = programs
        self.root = root
        self.overlay = overlay
        self.directories = directories
    }

    /// See ``RootfsSource``.
    public func plan(in environment: RootfsEnvironment) async -> StepPlan {
        let place = root.map { " of \($0)" } ?? ""
        return StepPlan(
            "programs", reads: programs.map { "\($0) with its libraries\(place)" } + [overlay?.string].compactMap { $0 }
        )
    }

    /// Makes the tree.
    ///
    /// - Parameter architecture: The architecture of the guest; nil takes programs of any.
    /// - Returns: The files; owners and times 0.
    /// - Throws: ``RootfsError`` when a program could not start in a guest: it is absent, no program, not
    ///   position-independent, or lacks its loader or a library.
    public func makeTree(for architecture: Architecture? = nil) throws -> FileTree {
        var tree = FileTree()
        do {
            let sysRoot: any SysRoot = if let root { try DirectorySysRoot(root) } else { HostSysRoot() }
            for program in programs {
                let findings = checkRootfs(
                    root: sysRoot, program: program, machine: architecture.map(ELFMachine.init)
                ).filter { $0.severity == .error }
                guard findings.isEmpty else {
                    throw RootfsError(
                        .unfitProgram,
                        "it would not start in a guest:\n" + findings.map { "    \($0)" }.joined(separator: "\n"),
                        file: program)
                }
            }
            for directory in directories { try tree.makeDirectory(TreePath(directory.string)) }
            _ = try tree.addHostPrograms(programs.map(\.string), root: root)
            if let overlay {
                let options = DirectoryReading(metadata: .normalized(latestTime: 0))
                try tree.copy(TreeCopy(["/"], to: "/"), from: FileTree(directory: overlay, options: options))
            }
        } catch let error as RootfsError {
            throw error
        } catch {
            throw RootfsError(.unreadableSource, "the root filesystem cannot be made", cause: error)
        }
        return tree
    }

    /// See ``RootfsSource``.
    public func load(in environment: RootfsEnvironment) async throws -> RootfsContents {
        RootfsContents(tree: try makeTree(for: environment.architecture))
    }

    /// Writes the archive. The same files give the same bytes.
    ///
    /// - Parameters:
    ///   - path: The archive; directories that lead to it are made.
    ///   - profile: Who will read it.
    /// - Returns: What was written.
    /// - Throws: ``RootfsError``.
    @discardableResult
    public func write(to path: FilePath, profile: CpioProfile = .unikraft) throws -> ArchiveSummary {
        try CpioRootfsFormat(profile: profile).write(makeTree(), to: path)
    }
}
