import UnikraftCore

/// Walks the instructions of stages in order, with the variables that hold at each.
///
/// Stages are walked from base to derived, so that one table of variables with a way back serves all: the
/// work is linear in the size of the file.
struct StageWalker {
    /// The value of `PATH` that Docker gives a Linux image without one.
    static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// What holds at a point of a stage, besides variables.
    struct State {
        var workingDirectory = "/"
        var user = ""
        var shell: [String]?
        /// Whether a `WORKDIR` of this file has been seen.
        var hasWorkdir = false
        /// Whether the base is an image whose variables are not known.
        var hasUnknownBase = false
    }

    let dockerfile: Dockerfile
    let arguments: BuildArguments
    let baseImages: [String: ImageSettings]
    let graph: StageGraph
    let globals: GlobalScope
    let needed: Set<Int>
    /// Takes notes for the build checks; nil when there are none.
    var linter: Linter?
    var report: Report
    var scope = VariableScope()
    var state = State()
    var assignments: [EnvironmentVariable] = []
    /// What variables may still add to the file, in bytes.
    var budget: Int
    /// Whether the current `WORKDIR` names an absolute path.
    var isAbsolutePath = false
    /// The names of variables of the current instruction that have no value.
    var missing: [String] = []
    /// The part of the current instruction that was looked at last, as written.
    var current = ""
    private var triggers: TriggerList
    private var usedArguments: Set<String> = []

    init(
        _ evaluator: StageEvaluator, _ graph: StageGraph, _ globals: GlobalScope, budget: Int, needed: Set<Int>,
        linter: Linter? = nil
    ) {
        dockerfile = evaluator.dockerfile
        arguments = evaluator.arguments
        baseImages = evaluator.baseImages
        self.graph = graph
        self.globals = globals
        self.budget = budget
        self.needed = needed
        self.linter = linter
        triggers = TriggerList(dockerfile, baseImages)
        report = Report(dockerfile.source)
        // The graph has said so already.
        report.isOverBudget = budget == 0
        for instruction in dockerfile.globalArguments {
            if case .arg(let declarations) = instruction.kind { usedArguments.formUnion(declarations.map(\.name)) }
        }
    }

    /// The given arguments that no `ARG` took.
    var unusedArguments: [String] {
        let known = Set(BuildArguments.proxyNames + arguments.platformVariables(target: nil).map(\.name))
        return arguments.values.keys.filter {
            !usedArguments.contains($0) && !known.contains($0) && !$0.hasPrefix("BUILDKIT_")
                && $0 != "SOURCE_DATE_EPOCH"
        }.sorted()
    }

    /// Walks all needed stages.
    ///
    /// - Returns: The stages in the order of the file; none when there is a linter, which has seen them.
    mutating func walk() -> [EvaluatedStage] {
        enum Event { case enter(Int, State), leave(VariableScope.Mark) }
        var derived: [Int: [Int]] = [:]
        var open: [Event] = []
        for node in graph.nodes.reversed() where needed.contains(node.index) {
            if case .stage(let base) = node.base, base < node.index {
                derived[base, default: []].append(node.index)
            } else {
                open.append(.enter(node.index, State()))
            }
        }
        var stages: [EvaluatedStage] = []
        while let event = open.popLast() {
            switch event {
            case .leave(let mark): scope.restore(mark)
            case .enter(let index, let base):
                open.append(.leave(scope.mark))
                state = base
                let stage = walk(graph.nodes[index])
                if linter == nil { stages.append(stage) }
                for next in derived[index] ?? [] { open.append(.enter(next, state)) }
            }
        }
        return stages.sorted { $0.index < $1.index }
    }

    private mutating func walk(_ node: StageGraph.Node) -> EvaluatedStage {
        let stage = dockerfile.stages[node.index]
        assignments = []
        begin(node)
        linter?.beginStage()
        var steps: [EvaluatedStep] = []
        // The checks look at each step when it is made, and need none of them later.
        let keepsSteps = linter == nil
        for trigger in triggers.take(node.base, for: stage, &report) {
            if let step = step(trigger, at: stage.instruction, isTrigger: true), keepsSteps { steps.append(step) }
        }
        for instruction in stage.instructions {
            if let step = step(instruction, at: instruction, isTrigger: false), keepsSteps { steps.append(step) }
        }
        return EvaluatedStage(
            index: node.index, name: node.name, base: node.base, platform: node.platform ?? arguments.targetPlatform,
            steps: steps, assignments: assignments)
    }

    /// Sets what the base of a stage gives, when it is not another stage.
    private mutating func begin(_ node: StageGraph.Node) {
        switch node.base {
        case .stage: return
        case .scratch: break
        case .image(let reference):
            guard let settings = baseImages[reference] else {
                state.hasUnknownBase = true
                break
            }
            for variable in settings.environment { scope.set(variable.name, variable.value) }
            if !settings.workingDirectory.isEmpty {
                state.workingDirectory = ImagePath.absolute(settings.workingDirectory, in: "/")
            }
            state.user = settings.user
            state.shell = settings.shell
        }
        if scope.values["PATH"] == nil { scope.set("PATH", Self.defaultPath) }
    }

    /// Replaces the variables of one instruction, and follows what it changes.
    ///
    /// - Parameters:
    ///   - instruction: The instruction.
    ///   - place: The instruction of the file to point at.
    ///   - isTrigger: Whether it comes from `ONBUILD`.
    /// - Returns: nil when it has an error, which is reported.
    private mutating func step(_ instruction: Instruction, at place: Instruction, isTrigger: Bool) -> EvaluatedStep? {
        missing = []
        current = ""
        var step = EvaluatedStep(
            instruction: instruction, kind: instruction.kind, isTrigger: isTrigger,
            workingDirectory: state.workingDirectory, user: state.user,
            shell: state.shell ?? CommandLine.defaultShell, source: nil, mountSources: [],
            assignmentCount: assignments.count)
        do throws(DockerfileError) {
            step.kind = try expanded(instruction.kind, at: place)
            step.hasAbsolutePath = isAbsolutePath
        } catch {
            report.add(error, current, in: place, as: missing.isEmpty || linter == nil ? .error : .warning)
            return nil
        }
        addSources(&step)
        if linter != nil, !isTrigger { linter?.check(instruction, step, state) }
        follow(step.kind)
        return step
    }

    private func addSources(_ step: inout EvaluatedStep) {
        switch step.kind {
        case .copy(let copy):
            guard let from = copy.from else { return }
            step.source = Int(from).map { .stage($0) } ?? source(named: from)
        case .run(let run):
            step.mountSources = run.mounts.map { $0.from.flatMap { $0.isEmpty ? nil : source(named: $0) } }
        default: break
        }
    }

    private func source(named name: String) -> StageGraph.Source {
        if Int(name) == nil, let index = graph.index(of: name) { return .stage(index) }
        return name == "scratch" ? .scratch : .image(name)
    }

    /// Follows what an instruction changes for those behind it. `ARG` was followed while it was read.
    private mutating func follow(_ kind: Instruction.Kind) {
        switch kind {
        case .env(let pairs): for pair in pairs { assign(pair.key, pair.value) }
        case .workdir(let path):
            state.workingDirectory = path
            state.hasWorkdir = true
        case .user(let user): state.user = user
        case .shell(let shell): state.shell = shell
        default: break
        }
    }

    /// Sets a variable for the instructions that follow.
    mutating func assign(_ name: String, _ value: String) {
        scope.set(name, value)
        assignments.append(EnvironmentVariable(name: name, value: value))
    }

    /// Notes that a given argument is taken.
    mutating func use(_ name: String) { usedArguments.insert(name) }
}
