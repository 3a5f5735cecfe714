package import SystemPackage
package import UnikraftCore

/// One call of the make of a Unikraft core, as a value.
///
/// The variables are those of the core's `Makefile`: `A` application, `O` output, `N` name, `C`
/// configuration file, `L` libraries, `P` external platforms. Every path is absolute.
package struct MakeInvocation: Sendable, Hashable {
    /// What make is asked to do.
    package enum Goal: Sendable, Hashable {
        /// Writes `<output>/Makefile`.
        case bootstrap
        /// Makes the configuration from a defconfig file.
        case defconfig(FilePath)
        /// Fetches and patches what libraries need, and writes the configuration header.
        case prepare
        /// Builds the images.
        case build
        /// Unikraft's own configuration editor, on the terminal.
        case menuconfig
        /// Removes objects and images.
        case clean
        /// Removes the output directory.
        case properclean
    }

    /// The core's directory.
    package var core: FilePath
    /// `A`: the template's directory when there is a template, else the project's.
    package var application: FilePath
    /// `O`: where everything is built.
    package var output: FilePath
    /// `N`: the image's name.
    package var name: String
    /// `C`: the configuration file. It must not be `<output>/config`, which make writes itself.
    package var configuration: FilePath
    /// `L`: the libraries, in the order that linking needs; see `LibraryOrder`.
    package var libraries: [FilePath]
    /// `P`: external platforms.
    package var platforms: [FilePath] = []

    /// Creates an invocation.
    ///
    /// - Parameters:
    ///   - core: The core's directory.
    ///   - application: The application's directory.
    ///   - output: Where everything is built.
    ///   - name: The image's name.
    ///   - configuration: The configuration file.
    ///   - libraries: The libraries, in any order.
    /// - Throws: ``KernelBuildError`` when make cannot handle one of the paths or the name.
    package init(
        core: FilePath, application: FilePath, output: FilePath, name: String, configuration: FilePath,
        libraries: [FilePath]
    ) throws(KernelBuildError) {
        self.core = core
        self.application = application
        self.output = output
        self.name = name
        self.configuration = configuration
        self.libraries = LibraryOrder.sorted(libraries)
        for path in [core, application, output, configuration] + libraries { try Self.check(path) }
        guard configuration != output.appending("config") else {
            throw KernelBuildError(
                .project, subject: configuration.string, "'\(configuration)' is a file that make writes itself",
                remedy: "Keep the configuration outside the output directory.")
        }
        guard Self.isPlain(name), !name.contains("/"), !name.hasPrefix(".") else {
            throw KernelBuildError(
                .project, subject: name, "'\(name)' cannot be the name of an image",
                remedy: "Use letters, digits, '.', '_', '+' and '-' in 'name:' of the Kraftfile.")
        }
    }

    /// The program and its arguments.
    ///
    /// - Parameters:
    ///   - goal: What make is asked to do.
    ///   - jobs: How many commands make may run at once.
    /// - Returns: The command.
    package func command(_ goal: Goal, jobs: Int = 1) -> ProcessCommand {
        var arguments = ["-C", core.string, "--no-print-directory", "-O"]
        if jobs > 1 { arguments.append("-j\(jobs)") }
        arguments += ["A=\(application)", "O=\(output)", "N=\(name)", "C=\(configuration)"]
        arguments.append("L=\(libraries.map(\.string).joined(separator: ":"))")
        if !platforms.isEmpty { arguments.append("P=\(platforms.map(\.string).joined(separator: ":"))") }
        switch goal {
        case .bootstrap: arguments.append(output.appending("Makefile").string)
        case .defconfig(let file): arguments += ["defconfig", "UK_DEFCONFIG=\(file)"]
        case .prepare: arguments.append("prepare")
        case .build: break
        case .menuconfig: arguments.append("menuconfig")
        case .clean: arguments.append("clean")
        case .properclean: arguments.append("properclean")
        }
        return ProcessCommand("make", arguments, environment: Self.environment)
    }

    /// Variables that would change what the core's `Makefile` does are taken away; messages come in English.
    private static let environment: [String: String?] = {
        let dropped = [
            "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "GNUMAKEFLAGS", "A", "O", "N", "C", "L", "P", "E",
            "V", "BUILD_VERBOSE", "ARCH", "UK_FAMILY", "UK_DEFCONFIG", "CONFIG_UK_BASE", "CONFIG_UK_ARCH",
            "UK_IMAGE_NAME_OVERWRITE", "KCONFIG_CONFIG",
        ]
        var environment = [String: String?](uniqueKeysWithValues: dropped.map { ($0, nil) })
        environment["LC_ALL"] = "C"
        return environment
    }()

    private static func check(_ path: FilePath) throws(KernelBuildError) {
        guard path.isAbsolute, isPlain(path.string) else {
            throw KernelBuildError(
                .project, subject: path.string, "make cannot handle the path '\(path)'",
                remedy: "Move the project to an absolute path of letters, digits and '/._+-@,'.")
        }
    }

    /// Whether make and the shell take a text as it is: no white space, no colon, no `$`, `#`, `%`, quotes, ….
    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.value >= 0x80 || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "/._+-@,".unicodeScalars.contains(scalar)
            }
    }
}
