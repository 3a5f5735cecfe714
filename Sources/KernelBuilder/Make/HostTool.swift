import SystemSupport
package import UnikraftCore

/// A program of the host that a build needs.
package struct HostTool: Sendable, Hashable {
    /// The program's name.
    package var program: String
    /// The Debian package that has it.
    package var package: String

    /// Creates a tool.
    ///
    /// - Parameters:
    ///   - program: The program's name.
    ///   - package: The Debian package that has it.
    package init(_ program: String, package: String) {
        self.program = program
        self.package = package
    }

    /// What every build with a core's make needs.
    private static let common = [
        HostTool("make", package: "make"), HostTool("gcc", package: "gcc"), HostTool("ld", package: "binutils"),
        HostTool("flex", package: "flex"), HostTool("bison", package: "bison"), HostTool("m4", package: "m4"),
        HostTool("python3", package: "python3"), HostTool("unzip", package: "unzip"),
        HostTool("patch", package: "patch"),
    ]

    /// The programs that a build for an architecture needs.
    ///
    /// - Parameters:
    ///   - architecture: The architecture of the kernel.
    ///   - host: The architecture of this host.
    ///   - prefix: `CROSS_COMPILE` of the configuration; empty when it is not set.
    /// - Returns: The programs.
    package static func required(
        for architecture: Architecture, host: Architecture = .host, prefix: String = ""
    ) -> [HostTool] {
        if !prefix.isEmpty {
            // Debian names its packages of cross compilers after what they compile for.
            let triplet = (prefix.split(separator: "/").last ?? "").replacing("_", with: "-")
            return common + [HostTool("\(prefix)gcc", package: "gcc-\(triplet.dropLast())")]
        }
        guard architecture != host else { return common }
        return switch architecture {
        case .arm64: common + [HostTool("aarch64-linux-gnu-gcc", package: "gcc-aarch64-linux-gnu")]
        case .arm: common + [HostTool("arm-linux-gnueabihf-gcc", package: "gcc-arm-linux-gnueabihf")]
        case .x86_64: common + [HostTool("x86_64-linux-gnu-gcc", package: "gcc-x86-64-linux-gnu")]
        }
    }

    /// The value of `CROSS_COMPILE` that a build on another architecture needs where the core sets none itself.
    ///
    /// - Parameters:
    ///   - architecture: The architecture of the kernel.
    ///   - host: The architecture of this host.
    /// - Returns: The prefix; nil when the core knows it, or none is needed.
    static func crossPrefix(for architecture: Architecture, host: Architecture = .host) -> String? {
        architecture == .x86_64 && host != .x86_64 ? "x86_64-linux-gnu-" : nil
    }

    /// Refuses to begin when a program is missing.
    ///
    /// - Parameters:
    ///   - tools: The programs.
    ///   - isInstalled: Whether a program can be found; by default along `PATH`.
    /// - Throws: ``KernelBuildError`` that names every missing program and its Debian package.
    package static func check(
        _ tools: [HostTool], isInstalled: (String) -> Bool = isInPath
    ) throws(KernelBuildError) {
        let missing = tools.filter { !isInstalled($0.program) }
        guard let first = missing.first else { return }
        let names = missing.map { "'\($0.program)'" }.joined(separator: ", ")
        let packages = Set(missing.map(\.package)).sorted().joined(separator: " ")
        throw KernelBuildError(
            .hostTool, subject: first.program,
            "the build needs \(names), which \(missing.count == 1 ? "is" : "are") not installed",
            remedy: "On Debian: apt-get install \(packages)")
    }

    /// Whether a program can be found along `PATH`.
    ///
    /// - Parameter program: The program's name, or its path when it holds a slash.
    /// - Returns: Whether an executable file of that name is there.
    package static func isInPath(_ program: String) -> Bool {
        ProgramSearch.find(program) != nil
    }
}
