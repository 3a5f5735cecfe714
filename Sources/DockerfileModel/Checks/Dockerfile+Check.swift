public import UnikraftCore

extension Dockerfile {
    /// Finds what is wrong beyond syntax: unknown stages, wrong values, and what Docker's build checks find.
    ///
    /// The directive `check` and comments of that form above an instruction switch rules off, or make them
    /// errors.
    ///
    /// - Parameters:
    ///   - arguments: What the build is given.
    ///   - ignoreMatcher: The patterns of .dockerignore, for the rule `CopyIgnoredFile`.
    ///   - baseImages: The settings of images by reference. The variables of an image without an entry are
    ///     not known, so that an undefined variable is only reported when it looks like a slip.
    /// - Returns: The problems in the order of the file.
    public func check(
        arguments: BuildArguments = .init(), ignoreMatcher: IgnoreMatcher? = nil,
        baseImages: [String: ImageSettings] = [:]
    ) -> [Diagnostic] {
        let evaluator = StageEvaluator(self, arguments: arguments, baseImages: baseImages)
        let graph = StageGraph(self, arguments: arguments, baseImages: baseImages)
        var unused = Report(source)
        let name = stages.last?.name
        let globals = GlobalScope(self, arguments, target: name, report: &unused)
        let defaults = GlobalScope(self, arguments, target: name, usesArguments: false, report: &unused)
        var linter = Linter(self, ignoreMatcher: ignoreMatcher)
        linter.checkStages(self, globals, defaults)
        var walker = StageWalker(evaluator, graph, target: nil, needed: Set(graph.nodes.indices), linter: linter)
        _ = walker.walk()
        let lint = walker.linter?.report.diagnostics ?? []
        // A base that only lacks a build argument is a matter of the rule InvalidDefaultArgInFrom.
        let lintedLines = Set(lint.filter { $0.code == CheckRule.invalidDefaultArgInFrom.code }.map(\.location?.line))
        let structural = graph.diagnostics.filter {
            $0.code != DockerfileProblem.badBaseImage.code || !lintedLines.contains($0.location?.line)
        }
        return (structural + walker.report.diagnostics + lint).sortedByPlace()
    }

    /// Reads a Dockerfile and finds everything that is wrong with it: syntax first, then as
    /// ``check(arguments:ignoreMatcher:baseImages:)`` does.
    ///
    /// - Parameters:
    ///   - bytes: The bytes of the file.
    ///   - fileName: The file's name for diagnostics.
    ///   - arguments: What the build is given.
    ///   - ignoreMatcher: The patterns of .dockerignore.
    /// - Returns: The problems in the order of the file.
    public static func diagnose(
        bytes: [UInt8], fileName: String = "Dockerfile", arguments: BuildArguments = .init(),
        ignoreMatcher: IgnoreMatcher? = nil
    ) -> [Diagnostic] {
        let parsed = parse(bytes: bytes, fileName: fileName)
        let found = parsed.dockerfile.check(arguments: arguments, ignoreMatcher: ignoreMatcher)
        return (parsed.diagnostics + found).sortedByPlace()
    }
}
