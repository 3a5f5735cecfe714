import UnikraftCore

/// Works out a ``StageGraph``.
struct StageGraphBuilder {
    /// A use of a stage that does not stand above.
    private struct LateUse {
        let stage: Int
        let needed: Int
        let text: String
        /// The instruction of the file to point at.
        let place: Instruction
    }

    let dockerfile: Dockerfile
    let scope: GlobalScope
    var report: Report
    /// The number of each name's last stage so far.
    private(set) var indices: [String: Int] = [:]
    private var nodes: [StageGraph.Node] = []
    private var lateUses: [LateUse] = []
    private let lastIndices: [String: Int]
    private(set) var budget: Int
    private var triggers: TriggerList
    private var spelling = SpellingBudget()

    init(
        _ dockerfile: Dockerfile, _ arguments: BuildArguments, _ target: String?, _ baseImages: [String: ImageSettings],
        budget: Int
    ) {
        self.dockerfile = dockerfile
        self.budget = budget
        var report = Report(dockerfile.source)
        lastIndices = Dictionary(
            dockerfile.stages.compactMap { stage in stage.name.map { ($0, stage.index) } }, uniquingKeysWith: max)
        triggers = TriggerList(dockerfile, baseImages)
        let lastName = dockerfile.stages.last?.name
        scope = GlobalScope(
            dockerfile, arguments, target: target ?? lastName, budget: &self.budget, report: &report)
        self.report = report
    }

    mutating func build() -> [StageGraph.Node] {
        for stage in dockerfile.stages { nodes.append(node(stage)) }
        for stage in dockerfile.stages {
            for trigger in triggers.take(nodes[stage.index].base, for: stage, &report) {
                addReferences(trigger, stage, stage.instruction)
            }
            for instruction in stage.instructions { addReferences(instruction, stage, instruction) }
        }
        reportLateUses()
        return nodes
    }

    private mutating func node(_ stage: Stage) -> StageGraph.Node {
        let base = expand(stage.from.base, stage) ?? ""
        var source = StageGraph.Source.image(base)
        if base == "scratch" {
            source = .scratch
        } else if let index = indices[base.lowercased()] {
            source = .stage(index)
        } else if base.isEmpty {
            if case .from = stage.instruction.kind { reportBlank(stage) }
        } else if !ImageReferenceSyntax.isValid(base) {
            report.add(
                .error, .badBaseImage, "'\(PrintableText.of(base))' is no reference of an image",
                of: stage.from.base, in: stage.instruction,
                remedy: "Write for example alpine:3.20 or registry.example.org/name@sha256:….")
        } else if let later = lastIndices[base.lowercased()], later >= stage.index {
            report.add(
                .warning, .unknownStage, "FROM takes '\(base)' for an image: the stage of that name comes later",
                of: stage.from.base, in: stage.instruction,
                remedy: later == stage.index
                    ? "Give the stage another name than its base." : "Move that stage up, or rename it.")
        }
        if let name = stage.name { indices[name] = stage.index }
        return StageGraph.Node(
            index: stage.index, name: stage.name, base: source, platform: platform(stage), references: [])
    }

    private mutating func reportBlank(_ stage: Stage) {
        report.add(
            .error, .badBaseImage, "the base '\(PrintableText.of(stage.from.base))' is empty",
            of: stage.from.base, in: stage.instruction,
            remedy: "Give the variable a default with ARG before the first FROM, or a value from outside.")
    }

    private mutating func platform(_ stage: Stage) -> ImagePlatform? {
        guard let written = stage.from.platform, let text = expand(written, stage) else { return nil }
        do throws(DockerfileError) {
            return try ImagePlatform(parsing: text)
        } catch {
            report.add(error, written, in: stage.instruction)
            return nil
        }
    }

    /// Replaces the variables in a part of `FROM`.
    private mutating func expand(_ text: String, _ stage: Stage) -> String? {
        let expander = VariableExpander(escape: dockerfile.directives.escape)
        let values = scope.values
        do throws(DockerfileError) {
            return try expander.expansion(of: text, budget: &budget) { values[$0] }.text
        } catch {
            report.add(error, text, in: stage.instruction)
            return nil
        }
    }

    /// Adds what an instruction uses.
    ///
    /// - Parameters:
    ///   - instruction: The instruction.
    ///   - stage: The stage that runs it.
    ///   - place: The instruction of the file to point at.
    private mutating func addReferences(_ instruction: Instruction, _ stage: Stage, _ place: Instruction) {
        switch instruction.kind {
        case .copy(let copy):
            guard let from = copy.from else { return }
            guard !from.utf8.contains(where: { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "\"") }) else {
                report.add(
                    .error, .unknownStage, "--from takes no variables", of: from, in: place,
                    remedy: "Name a stage with FROM and use its name.")
                return
            }
            if let number = Int(from) {
                addNumber(number, from, stage, place)
            } else {
                addName(from, stage, place)
            }
        case .run(let run):
            for from in run.mounts.compactMap(\.from) where !from.isEmpty { addName(from, stage, place) }
        default: break
        }
    }

    private mutating func addNumber(_ number: Int, _ text: String, _ stage: Stage, _ place: Instruction) {
        guard nodes.indices.contains(number) else {
            report.add(
                .error, .unknownStage, "there is no stage \(number); the file has \(nodes.count)",
                of: text, in: place, remedy: "Stages count from 0; better use a name.")
            return
        }
        add(.stage(number), text, stage, place)
    }

    private mutating func addName(_ name: String, _ stage: Stage, _ place: Instruction) {
        if let index = indices[name.lowercased()] { return add(.stage(index), name, stage, place) }
        if name == "scratch" { return add(.scratch, name, stage, place) }
        if !ImageReferenceSyntax.isValid(name) {
            report.add(
                .error, .unknownStage, "'\(PrintableText.of(name))' is neither a stage nor a reference of an image",
                of: name, in: place, remedy: "Name a stage above, or an image.")
            return
        }
        if !name.contains("/"), !name.contains(":"),
            let meant = spelling.closest(to: name, among: { dockerfile.stages.lazy.compactMap(\.name) })
        {
            report.add(
                .warning, .unknownStage, "'\(name)' is no stage, so it is taken for an image",
                of: name, in: place,
                remedy: "Correct the name if a stage is meant.", suggestion: meant)
        }
        nodes[stage.index].references.append(.init(source: .image(name), text: name))
    }

    private mutating func add(_ source: StageGraph.Source, _ text: String, _ stage: Stage, _ place: Instruction) {
        nodes[stage.index].references.append(.init(source: source, text: text))
        if case .stage(let index) = source, index >= stage.index {
            lateUses.append(LateUse(stage: stage.index, needed: index, text: text, place: place))
        }
    }

    /// Reports the uses of stages that do not stand above. Every cycle holds one of them; it is reported once, in
    /// place of that use.
    private mutating func reportLateUses() {
        guard !lateUses.isEmpty else { return }
        let edges = nodes.map { node in
            node.sources.compactMap { source in if case .stage(let index) = source { index } else { nil } }
        }
        let groups = StageCycles.groups(edges)
        var reported: Set<Int> = []
        for use in lateUses {
            let text = PrintableText.of(use.text)
            if use.needed == use.stage {
                report.add(
                    .error, .stageCycle, "'\(text)' is the stage that it is in", of: use.text, in: use.place,
                    remedy: "Use a stage that stands above this one.")
            } else if groups[use.needed] != groups[use.stage] {
                report.add(
                    .error, .unknownStage, "'\(text)' is a stage that comes later", of: use.text, in: use.place,
                    remedy: "Move that stage up.")
            } else if reported.insert(groups[use.stage]).inserted {
                let cycle = [use.stage] + StageCycles.path(from: use.needed, to: use.stage, edges, groups)
                let labels = cycle.map { dockerfile.stages[$0].label }.joined(separator: " → ")
                report.add(
                    .error, .stageCycle, "stages need each other: \(PrintableText.whole(labels))", of: use.text,
                    in: use.place, remedy: "Move what both need to a stage of its own, above them.")
            }
        }
    }
}
