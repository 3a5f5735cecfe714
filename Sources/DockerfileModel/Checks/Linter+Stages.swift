import UnikraftCore

extension Linter {
    /// Checks what needs no walk: names, capitals, comments and the variables of `FROM`.
    mutating func checkStages(
        _ dockerfile: Dockerfile, _ globals: GlobalScope, _ defaults: GlobalScope, budget: inout Int
    ) {
        for instruction in dockerfile.globalArguments { checkDescription(instruction) }
        var names: Set<String> = []
        for stage in dockerfile.stages {
            checkNames(stage, &names)
            checkBase(stage, dockerfile.directives.escape, globals, defaults, &budget)
            if let name = stage.name { checkDescription(stage.instruction, "FROM", [name]) }
            for instruction in stage.instructions { checkDescription(instruction) }
        }
        checkCasing(dockerfile)
    }

    private mutating func checkNames(_ stage: Stage, _ names: inout Set<String>) {
        let instruction = stage.instruction
        guard let name = stage.name, let written = stage.from.writtenName, let word = stage.from.writtenAs else {
            return
        }
        if written != name {
            warn(
                .stageNameCasing, "the stage's name '\(written)' has capitals", written, instruction,
                remedy: "Write it in lower case.", suggestion: name)
        }
        let isLower = instruction.word == instruction.word.lowercased()
        let isUpper = instruction.word == instruction.word.uppercased()
        let matching = isLower ? word.lowercased() : word.uppercased()
        if isLower || isUpper, word != matching {
            warn(
                .fromAsCasing, "'\(word)' is not written as '\(instruction.word)' is", word, instruction,
                remedy: "Write \(matching).", suggestion: matching)
        }
        if name == "scratch" || name == "context" {
            warn(
                .reservedStageName, "'\(name)' has a meaning of its own and cannot be used as a stage", written,
                instruction, remedy: "Choose another name.")
        }
        if !names.insert(name).inserted {
            warn(
                .duplicateStageName, "an earlier stage has the name '\(name)' too", written, instruction,
                remedy: "Choose another name; others can only reach the last of them.")
        }
    }

    private mutating func checkBase(
        _ stage: Stage, _ escape: EscapeCharacter, _ globals: GlobalScope, _ defaults: GlobalScope,
        _ budget: inout Int
    ) {
        let expander = VariableExpander(escape: escape)
        let from = stage.from
        if let base = try? expander.expansion(of: from.base, budget: &budget, lookup: { globals.values[$0] }) {
            checkDeclared(base.missing, stage, globals)
        }
        if from.base.utf8.contains(UInt8(ascii: "$")),
            let base = try? expander.expansion(of: from.base, budget: &budget, lookup: { defaults.values[$0] }),
            !ImageReferenceSyntax.isValid(base.text)
        {
            warn(
                .invalidDefaultArgInFrom, "without a build argument, '\(PrintableText.of(from.base))' is no image",
                from.base, stage.instruction, remedy: "Give the variable a default with ARG before the first FROM.")
        }
        guard let written = from.platform,
            let platform = try? expander.expansion(of: written, budget: &budget, lookup: { globals.values[$0] })
        else { return }
        checkDeclared(platform.missing, stage, globals)
        if platform.used == ["TARGETPLATFORM"], platform.missing.isEmpty,
            platform.text == globals.values["TARGETPLATFORM"]
        {
            warn(
                .redundantTargetPlatform, "the platform \(written) is the default", written, stage.instruction,
                remedy: "Remove --platform.")
        }
        if platform.used.isEmpty, platform.missing.isEmpty, let parsed = try? ImagePlatform(parsing: platform.text),
            !(stage.name ?? "").contains(parsed.operatingSystem),
            parsed.architecture.isEmpty || !(stage.name ?? "").contains(parsed.architecture)
        {
            warn(
                .fromPlatformFlagConstDisallowed, "--platform has the constant value '\(PrintableText.of(written))'",
                written, stage.instruction,
                remedy: "Let the build choose the platform, or name the stage after the one it needs.")
        }
    }

    private mutating func checkDeclared(_ missing: [String], _ stage: Stage, _ globals: GlobalScope) {
        for name in missing where !globals.declared.contains(name) {
            let meant = spelling.closest(to: name) { globals.declared.sorted() }
            warn(
                .undefinedArgInFrom, "FROM uses '\(PrintableText.of(name))', which is not declared", name,
                isVariable: true, stage.instruction,
                remedy: meant.map { "Did you mean \($0)?" } ?? "Declare it with ARG before the first FROM.",
                suggestion: meant)
        }
    }

    private mutating func checkDescription(_ instruction: Instruction) {
        guard case .arg(let declarations) = instruction.kind else { return }
        checkDescription(instruction, "ARG", declarations.map(\.name))
    }

    private mutating func checkDescription(_ instruction: Instruction, _ word: String, _ names: [String]) {
        guard let comment = instruction.comments.last, let name = names.first else { return }
        let first = String(comment.prefix { $0 != " " })
        guard !names.contains(first) else { return }
        warn(
            .invalidDefinitionDescription, "the comment above \(word) does not begin with a name it defines", "",
            instruction, remedy: "Write '# \(name) DESCRIPTION', or leave an empty line between.")
    }

    /// Capitals as most instructions have them.
    private mutating func checkCasing(_ dockerfile: Dockerfile) {
        var lower = 0
        var upper = 0
        func count(_ instruction: Instruction) {
            if instruction.word == instruction.word.lowercased() {
                lower += 1
            } else if instruction.word == instruction.word.uppercased() {
                upper += 1
            }
        }
        for stage in dockerfile.stages {
            count(stage.instruction)
            for instruction in stage.instructions { count(instruction) }
        }
        for stage in dockerfile.stages {
            checkCasing(stage.instruction, isLower: lower > upper)
            for instruction in stage.instructions { checkCasing(instruction, isLower: lower > upper) }
        }
    }

    private mutating func checkCasing(_ instruction: Instruction, isLower: Bool) {
        guard let keyword = instruction.keyword else { return }
        let wanted = isLower ? keyword.rawValue.lowercased() : keyword.rawValue
        guard instruction.word != wanted else { return }
        warn(
            .consistentInstructionCasing, "'\(instruction.word)' is not written as most instructions are",
            instruction.word, instruction, remedy: "Write \(wanted).", suggestion: wanted)
    }
}
