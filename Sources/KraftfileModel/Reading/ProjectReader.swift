import UnikraftCore

/// Reads a project from the nodes of a Kraftfile and collects every problem on the way.
struct ProjectReader {
    let source: SourceText
    var version = SpecificationVersion.v06
    /// Whether the text has errors, so that what seems to be missing may only be unread.
    let isBroken: Bool
    private(set) var found = DiagnosticCollector(limit: YAMLLimits.diagnostics)

    /// Reads a project.
    ///
    /// - Parameters:
    ///   - root: The file's root; nil for an empty file.
    ///   - source: The file's text.
    ///   - isBroken: Whether the text has errors.
    /// - Returns: What could be read, and all problems.
    static func read(
        _ root: YAMLNode?, in source: SourceText, isBroken: Bool
    ) -> (project: Project?, found: DiagnosticCollector) {
        var reader = ProjectReader(source: source, isBroken: isBroken)
        let project = reader.readProject(root)
        return (project, reader.found)
    }

    /// Keeps a problem as long as there is room.
    mutating func report(
        _ severity: Diagnostic.Severity, _ code: Diagnostic.Code, _ message: String, at range: Range<Int>?,
        remedy: String, suggestion: String? = nil
    ) {
        found.add(
            severity,
            source.diagnostic(severity, code, message, at: range, remedy: remedy, suggestion: suggestion))
    }

    private mutating func readProject(_ root: YAMLNode?) -> Project? {
        guard let root, root.scalar?.isEmpty != true || root.style != .plain else {
            error(
                .emptyKraftfile, "the Kraftfile is empty", at: nil,
                remedy: "Begin with 'spec: v0.6' and a 'runtime', a 'template' or 'unikraft'.")
            return nil
        }
        guard root.mapping != nil else {
            error(
                .wrongType, "a Kraftfile must be a mapping of keys to values", at: root.range,
                remedy: "Begin with 'spec: v0.6'.")
            return nil
        }
        version = readVersion(root)
        let fields = fields(of: root, table: .document)
        var project = Project(specification: version)
        project.name = fields["name"].flatMap { name($0.value, "'name'") }
        project.outputDirectory = fields["outdir"].flatMap { text($0.value, "'outdir'", mustBeText: true) }
        project.kconfig = fields["kconfig"].map { kconfig($0.value) } ?? []
        project.unikraft = fields["unikraft"].flatMap { unikraft($0.value) }
        project.libraries = fields["libraries"].map { libraries($0.value) } ?? []
        project.template = fields["template"].flatMap { template($0.value) }
        project.runtime = fields["runtime"].flatMap { runtime($0.value) }
        project.rootfs = fields["rootfs"].flatMap { rootfs($0.value) }
        project.roms = fields["roms"].map { roms($0.value) } ?? []
        project.targets = fields["targets"].map { targets($0.value) } ?? []
        project.volumes = fields["volumes"].map { volumes($0.value) } ?? []
        project.environment = fields["env"].map { environment($0.value) } ?? []
        project.labels = fields["labels"].map { labels($0.value) } ?? []
        project.command = fields["cmd"].flatMap { command($0.value) }
        checkWhole(fields, of: root)
        return project
    }

    /// What concerns several keys.
    private mutating func checkWhole(_ fields: [String: YAMLEntry], of root: YAMLNode) {
        if isBroken { return }
        if version == .v05, fields["unikraft"] == nil {
            error(
                .missingValue, "version 0.5 needs the key 'unikraft'", at: root.mapping?.first?.key.range,
                remedy: "Add 'unikraft: stable', or write 'spec: v0.6'.")
        }
        let kernels = ["runtime", "unikraft", "template"].filter { fields[$0] != nil }
        if kernels.isEmpty, version != .v05, fields["rootfs"] == nil {
            warn(
                .nothingToBuild, "there is nothing to build or run", at: root.mapping?.first?.key.range,
                remedy: "Add 'runtime: base:latest' and a 'rootfs', or 'unikraft' and 'targets'.")
        }
        if let unikraft = fields["unikraft"], fields["targets"] == nil, fields["template"] == nil,
            fields["runtime"] == nil
        {
            warn(
                .nothingToBuild, "there is no target to build Unikraft for", at: unikraft.key.range,
                remedy: "Add 'targets', for example with the item qemu/x86_64.")
        }
    }

    /// Reads the version of the specification before all other keys, since their rules depend on it.
    private mutating func readVersion(_ root: YAMLNode) -> SpecificationVersion {
        guard let entry = root.entry("spec") ?? root.entry("specification") else {
            let first = root.mapping?.first?.key
            let names = first?.scalar.flatMap { SpellingSuggestion.closest(to: $0, among: ["spec", "specification"]) }
            error(
                .missingSpecification, "the version of the specification is missing", at: first?.range,
                remedy: "Put 'spec: v0.6' at the beginning.", suggestion: names)
            return .v06
        }
        guard let text = entry.value.scalar, ScalarType(entry.value, text: text) != .absent else {
            error(
                .missingSpecification, "'spec' has no version", at: entry.key.range,
                remedy: "Write 'spec: v0.6'.")
            return .v06
        }
        guard let version = SpecificationVersion(parsing: text) else {
            error(
                .unsupportedSpecification, "the specification '\(PrintableText.of(text))' is not known",
                at: entry.value.range, remedy: "Use one of v0.5, v0.6 and v0.7.", suggestion: "v0.6")
            return .v06
        }
        if text.contains("0.4") {
            warn(
                .deprecatedKey, "version 0.4 of the specification is read by the rules of v0.5",
                at: entry.value.range,
                remedy: "Write one of the versions that are read, v0.5, v0.6 and v0.7, and check the file again.",
                suggestion: "v0.6")
        }
        return version
    }
}
