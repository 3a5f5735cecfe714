public import UnikraftCore

/// Which of a project's targets are meant.
public struct TargetSelection: Sendable, Hashable {
    /// A target's name, or platform and architecture such as `qemu/x86_64`.
    public var name: String?
    /// The platform.
    public var platform: Platform?
    /// The architecture.
    public var architecture: Architecture?
    /// Whether every match is meant, and not one alone.
    public var selectsAll: Bool

    /// Creates a selection.
    ///
    /// - Parameters:
    ///   - name: A target's name, or platform and architecture such as `qemu/x86_64`.
    ///   - platform: The platform.
    ///   - architecture: The architecture.
    ///   - selectsAll: Whether every match is meant, and not one alone.
    public init(
        name: String? = nil, platform: Platform? = nil, architecture: Architecture? = nil, selectsAll: Bool = false
    ) {
        self.name = name
        self.platform = platform
        self.architecture = architecture
        self.selectsAll = selectsAll
    }

    /// Finds the targets.
    ///
    /// - Parameter targets: The project's targets.
    /// - Returns: The matches in the project's order: at least one, and one alone unless all are meant.
    /// - Throws: ``KernelBuildError`` when none matches, or several do where one is meant.
    public func select(from targets: [KernelTarget]) throws(KernelBuildError) -> [KernelTarget] {
        let known = targets.map { $0.name.map { name in "\(name)" } ?? $0.description }.joined(separator: ", ")
        guard !targets.isEmpty else {
            throw KernelBuildError(
                .project, "the project has no targets",
                remedy: "Add 'targets:' to the Kraftfile, for example '- qemu/x86_64'.")
        }
        let matches = targets.filter { target in
            (name.map { $0 == target.name || $0 == target.description } ?? true)
                && (platform.map { $0 == target.platform } ?? true)
                && (architecture.map { $0 == target.architecture } ?? true)
        }
        guard !matches.isEmpty else {
            throw KernelBuildError(
                .project, subject: description, "the project has no target \(description)",
                remedy: "Its targets are: \(known).")
        }
        guard selectsAll || matches.count == 1 else {
            throw KernelBuildError(
                .project, subject: description,
                "several targets match: \(matches.map(\.description).joined(separator: ", "))",
                remedy: "Name one with -t, --plat and --arch, or take them all with --all.")
        }
        guard Set(matches.map(\.description)).count == matches.count else {
            throw KernelBuildError(
                .project, subject: description,
                "two of the targets have the same platform and architecture, and so the same kernel",
                remedy: "Build them one after the other with -t, or give them projects of their own.")
        }
        return matches
    }

    private var description: String {
        let parts = [name, platform?.rawValue, architecture?.rawValue].compactMap { $0 }
        return "'\(parts.joined(separator: " "))'"
    }
}
