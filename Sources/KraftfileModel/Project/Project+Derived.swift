extension Project {
    /// Whether a kernel is built for the project: it names Unikraft or a template.
    public var buildsKernel: Bool { unikraft != nil || template != nil }

    /// The runtime the project runs on: its own, or ``RuntimeReference/base`` when it builds no kernel and has
    /// a root filesystem.
    public var effectiveRuntime: RuntimeReference? {
        runtime ?? (buildsKernel || rootfs == nil ? nil : .base)
    }

    /// All options for a target: of the project, of Unikraft, of the libraries with those that enable them, of
    /// the target's architecture and platform, and of the target; later ones win.
    ///
    /// - Parameter target: The target.
    /// - Returns: The options.
    public func effectiveKconfig(for target: Target) -> KconfigOptions {
        var result = kconfig
        result.merge(unikraft?.kconfig.options ?? [])
        for library in libraries {
            result.merge([library.enablingOption])
            result.merge(library.component.kconfig.options)
        }
        result.merge(target.impliedKconfig.options)
        result.merge(target.kconfig.options)
        return result
    }

    /// The name that tools use to tell projects apart: lower case, only letters, digits, `_` and `-`, the
    /// first of them a letter or digit.
    ///
    /// - Parameter directoryName: The name of the Kraftfile's directory, for a project without a name.
    /// - Returns: The name; empty when nothing is left.
    public func normalizedName(directoryName: String) -> String {
        let kept = (name ?? directoryName).lowercased().unicodeScalars.filter {
            ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_" || $0 == "-"
        }
        return String(String.UnicodeScalarView(kept.drop { $0 == "_" || $0 == "-" }))
    }

    /// The name of a target's kernel file: the project's name, the platform and the architecture, as in
    /// `nginx_qemu-x86_64`. The name is not normalised, as Unikraft's own build has it.
    ///
    /// - Parameters:
    ///   - target: The target.
    ///   - directoryName: The name of the Kraftfile's directory, for a project without a name.
    /// - Returns: The name without a directory.
    public func artifactName(for target: Target, directoryName: String) -> String {
        "\(name ?? directoryName)_\(target.platform)-\(target.architecture)"
    }

    /// The project on top of its template, by the rules of specification v0.7: the template gives defaults
    /// and this project wins. Values are replaced as a whole; environment, labels and options merge by key,
    /// libraries by name. A template of the template is not carried on.
    ///
    /// - Parameter base: The template's own project.
    /// - Returns: The merged project, without a template.
    public func merged(onto base: Project) -> Project {
        var result = self
        result.template = nil
        result.name = name ?? base.name
        result.outputDirectory = outputDirectory ?? base.outputDirectory
        result.command = command ?? base.command
        result.runtime = runtime ?? base.runtime
        result.rootfs = rootfs ?? base.rootfs
        result.unikraft = unikraft ?? base.unikraft
        result.targets = targets.isEmpty ? base.targets : targets
        result.roms = roms.isEmpty ? base.roms : roms
        result.volumes = volumes.isEmpty ? base.volumes : volumes
        result.environment = Self.overlay(environment, on: base.environment, key: \.name)
        result.labels = Self.overlay(labels, on: base.labels, key: \.key)
        result.libraries = Self.overlay(libraries, on: base.libraries, key: \.name)
        result.kconfig = base.kconfig
        result.kconfig.merge(kconfig.options)
        return result
    }

    private static func overlay<Value>(_ own: [Value], on base: [Value], key: (Value) -> String) -> [Value] {
        let replaced = Dictionary(own.map { (key($0), $0) }) { _, last in last }
        let known = Set(base.map(key))
        return base.map { replaced[key($0)] ?? $0 } + own.filter { !known.contains(key($0)) }
    }
}
