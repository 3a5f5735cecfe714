public import SystemPackage

/// Finds every file that programs need to start: their loaders and libraries, as the loaders would find them.
///
/// The rules are those of glibc's loader (ld.so(8)) or of musl's, by the loader that each program names. Everything
/// is looked up inside a ``SysRoot``. Programs that are resolved in one call share all work.
public struct SharedLibraryResolver: Sendable {
    /// The file system that programs and libraries are in.
    public var root: any SysRoot
    /// Variables and the processor that the loader sees.
    public var environment: LoaderEnvironment

    /// Creates a resolver.
    ///
    /// - Parameters:
    ///   - root: The file system that programs and libraries are in.
    ///   - environment: Variables and the processor that the loader sees; the default has no variable set.
    public init(root: any SysRoot = HostSysRoot(), environment: LoaderEnvironment = LoaderEnvironment()) {
        self.root = root
        self.environment = environment
    }

    /// Finds what programs need.
    ///
    /// Libraries that are missing are part of the result, not errors.
    ///
    /// - Parameter programs: Programs, libraries or scripts: paths inside the root.
    /// - Returns: Every file that is needed, and what is missing.
    /// - Throws: ``ELFError`` for the first program that is absent or is neither an ELF file nor a script.
    public func resolve(_ programs: [FilePath]) throws(ELFError) -> DependencyClosure {
        var builder = makeBuilder()
        for program in programs { try builder.add(program: program.bytes) }
        return DependencyClosure(builder, failures: [])
    }

    /// Finds what programs need, and passes over files that are no programs.
    ///
    /// - Parameter programs: Programs, libraries, scripts or other files: paths inside the root.
    /// - Returns: Every file that is needed, what is missing, and an error for each file that is no program.
    public func resolveReadable(_ programs: [FilePath]) -> DependencyClosure {
        var builder = makeBuilder()
        var failures: [ELFError] = []
        for program in programs {
            do {
                try builder.add(program: program.bytes)
            } catch {
                failures.append(error)
            }
        }
        return DependencyClosure(builder, failures: failures)
    }

    private func makeBuilder() -> ClosureBuilder {
        let catalog = FileCatalog(root, workingDirectory: environment.workingDirectory?.bytes)
        return ClosureBuilder(catalog, environment)
    }
}
