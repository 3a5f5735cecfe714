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
        var report = Report(source)
        check(arguments, ignoreMatcher, baseImages, &report)
        return report.found.finished
    }

    private func check(
        _ arguments: BuildArguments, _ ignoreMatcher: IgnoreMatcher?, _ baseImages: [String: ImageSettings],
        _ report: inout Report
    ) {
        let evaluator = StageEvaluator(self, arguments: arguments, baseImages: baseImages)
        var builder = StageGraphBuilder(self, arguments, nil, baseImages, budget: VariableExpander.defaultBudget)
        let graph = StageGraph(&builder)
        var budget = builder.budget
        var unused = Report(source)
        let defaults = GlobalScope(
            self, arguments, target: stages.last?.name, usesArguments: false, budget: &budget, report: &unused)
        var linter = Linter(self, ignoreMatcher: ignoreMatcher)
        linter.checkStages(self, builder.scope, defaults, budget: &budget)
        var walker = StageWalker(
            evaluator, graph, builder.scope, budget: budget, needed: Set(graph.nodes.indices), linter: linter)
        _ = walker.walk()
        let lint = walker.linter?.report ?? Report(source)
        // A base that only lacks a build argument is a matter of the rule InvalidDefaultArgInFrom.
        let lintedLines = Set(
            lint.found.diagnostics.filter { $0.code == CheckRule.invalidDefaultArgInFrom.code }.map(\.location?.line))
        report.add(builder.report) {
            $0.code != DockerfileProblem.badBaseImage.code || !lintedLines.contains($0.location?.line)
        }
        report.add(walker.report)
        report.add(lint)
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
        let read = read(bytes, fileName)
        var report = read.report
        read.dockerfile.check(arguments, ignoreMatcher, [:], &report)
        return report.found.finished
    }
}
