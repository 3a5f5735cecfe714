public import SystemPackage

/// Reports what would stop a program in a root filesystem, without running it.
public struct RootfsDoctor: Sendable {
    /// The root filesystem.
    public var root: any SysRoot
    /// Variables and the processor that the loader sees.
    public var environment: LoaderEnvironment
    /// The architecture of the guest; nil takes any.
    public var machine: ELFMachine?

    /// Creates a doctor.
    ///
    /// - Parameters:
    ///   - root: The root filesystem.
    ///   - environment: Variables and the processor that the loader sees.
    ///   - machine: The architecture of the guest; nil takes any.
    public init(
        root: any SysRoot, environment: LoaderEnvironment = LoaderEnvironment(), machine: ELFMachine? = nil
    ) {
        self.root = root
        self.environment = environment
        self.machine = machine
    }

    /// Checks a program with all that it needs.
    ///
    /// - Parameter program: The program: a path inside the root.
    /// - Returns: What was found, the worst first; empty when nothing was.
    public func check(program: FilePath) -> [Finding] {
        var findings: [Finding] = []
        let catalog = FileCatalog(root, workingDirectory: environment.workingDirectory?.bytes)
        var builder = ClosureBuilder(catalog, environment)
        do {
            try builder.add(program: program.bytes)
        } catch {
            return [programFinding(error, program)]
        }
        let closure = DependencyClosure(builder, failures: [])
        for file in closure.programs { findings += programFindings(file, builder) }
        for file in closure.files where file.role == .interpreter { findings += executableFindings(file) }
        findings += missingFindings(closure)
        let resolver = SharedLibraryResolver(root: root, environment: environment)
        findings += versionFindings(resolver, closure)
        let modules = RuntimeModules(resolver, closure)
        findings += moduleFindings(modules) + hintFindings(modules)
        return findings.enumerated().sorted { ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset) }
            .map(\.element)
    }
}

/// Reports what would stop a program in a root filesystem, without running it.
///
/// - Parameters:
///   - root: The root filesystem.
///   - program: The program: a path inside the root.
///   - machine: The architecture of the guest; nil takes any.
/// - Returns: What was found, the worst first; empty when nothing was.
public func checkRootfs(root: any SysRoot, program: FilePath, machine: ELFMachine? = nil) -> [Finding] {
    RootfsDoctor(root: root, machine: machine).check(program: program)
}
