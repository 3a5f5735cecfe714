import UnikraftCore

/// Docker's build checks, fed by a walk over the file.
struct Linter {
    private let options: CheckOptions
    private let ignoreMatcher: IgnoreMatcher?
    private let ignoreSize: Int
    /// How many bytes of paths times bytes of patterns are still compared.
    private(set) var comparisonsLeft = 1 << 24
    var report: Report
    var spelling = SpellingBudget()
    /// The options that hold for the instruction that was looked at last, and where that begins.
    private var local: (start: Int, options: CheckOptions)?
    /// The last instruction of each kind that counts once a stage.
    private var lastOfKind: [Keyword: Instruction] = [:]

    init(_ dockerfile: Dockerfile, ignoreMatcher: IgnoreMatcher?) {
        options = dockerfile.directives.check
        self.ignoreMatcher = ignoreMatcher
        ignoreSize = ignoreMatcher?.size ?? 0
        report = Report(dockerfile.source)
    }

    /// Reports a broken rule, unless it is skipped for the file or by a comment above the instruction.
    ///
    /// - Parameters:
    ///   - rule: The rule.
    ///   - message: What is wrong.
    ///   - text: The text in the instruction to point at.
    ///   - isVariable: Whether the text is the name of a variable behind a dollar sign.
    ///   - instruction: The instruction.
    ///   - remedy: What to do.
    ///   - suggestion: What was probably meant.
    mutating func warn(
        _ rule: CheckRule, _ message: String, _ text: String, isVariable: Bool = false, _ instruction: Instruction,
        remedy: String, suggestion: String? = nil
    ) {
        if local?.start != instruction.range.lowerBound {
            let merged = CheckOptions(comments: instruction.comments).map { options.merging($0) }
            local = (instruction.range.lowerBound, merged ?? options)
        }
        guard local?.options.includes(rule) ?? true else { return }
        report.add(
            options.failsOnViolation ? .error : .warning, code: rule.code, message, of: text,
            isVariable: isVariable, in: instruction, remedy: remedy, suggestion: suggestion)
    }

    /// A new stage begins.
    mutating func beginStage() {
        lastOfKind = [:]
    }

    /// A variable without a value was used.
    mutating func undefined(_ name: String, _ place: Instruction, _ scope: VariableScope, _ state: StageWalker.State) {
        guard name != "BUILDKIT_SBOM_SCAN_CONTEXT", name != "BUILDKIT_SBOM_SCAN_STAGE" else { return }
        let meant = spelling.closest(to: name) { scope.latestNames }
        // The base image may set it; only a likely slip is worth a word then.
        if state.hasUnknownBase, meant == nil { return }
        warn(
            .undefinedVar, "the variable '\(PrintableText.of(name))' has no value", name, isVariable: true, place,
            remedy: meant.map { "Did you mean \($0)?" } ?? "Declare it with ARG or set it with ENV before its use.",
            suggestion: meant)
    }

    /// Checks a port of `EXPOSE`.
    mutating func check(_ port: ExposedPort, _ text: String, _ place: Instruction) {
        if port.hasCapitals {
            warn(
                .exposeProtoCasing, "the protocol of '\(PrintableText.of(text))' is written with capitals", text, place,
                remedy: "Write it in lower case.", suggestion: text.lowercased())
        }
        if port.hasHostPart {
            warn(
                .exposeInvalidFormat, "'\(PrintableText.of(text))' names an address or port of the host", text, place,
                remedy: "Write only the port that the program listens on.", suggestion: port.description)
        }
    }

    /// Checks an instruction of a stage.
    ///
    /// - Parameters:
    ///   - instruction: The instruction as written.
    ///   - step: The same with values.
    ///   - state: What holds before it.
    mutating func check(_ instruction: Instruction, _ step: EvaluatedStep, _ state: StageWalker.State) {
        switch step.kind {
        case .maintainer:
            warn(
                .maintainerDeprecated, "MAINTAINER is deprecated", instruction.word, instruction,
                remedy: "Write LABEL org.opencontainers.image.authors=\"…\".")
        case .env(let pairs):
            checkPairs(pairs, instruction)
            for pair in pairs { checkSecret(pair.key, instruction) }
        case .label(let pairs): checkPairs(pairs, instruction)
        case .arg(let declarations): for declaration in declarations { checkSecret(declaration.name, instruction) }
        case .cmd(let command), .entrypoint(let command): checkCommand(command, instruction, state)
        case .healthcheck: checkOnce(.healthcheck, instruction)
        case .workdir:
            guard case .workdir(let written) = instruction.kind else { return }
            if !state.hasWorkdir, !step.hasAbsolutePath {
                warn(
                    .workdirRelativePath, "the relative WORKDIR depends on that of the base image", written,
                    instruction,
                    remedy: "Write an absolute path.")
            }
        case .copy(let copy) where step.source == nil: checkIgnored(copy.sources, "COPY", instruction)
        case .add(let add): checkIgnored(add.sources, "ADD", instruction)
        default: break
        }
    }

    private mutating func checkPairs(_ pairs: [KeyValue], _ instruction: Instruction) {
        for pair in pairs where pair.isLegacy {
            warn(
                .legacyKeyValueFormat, "\(instruction.word) is written without an equals sign", instruction.word,
                instruction, remedy: "Write \(instruction.word) \(PrintableText.of(pair.key))=….")
        }
    }

    private mutating func checkSecret(_ name: String, _ instruction: Instruction) {
        guard SecretName.looksSecret(name) else { return }
        warn(
            .secretsUsedInArgOrEnv, "'\(PrintableText.of(name))' seems to hold a secret, which the image would show",
            name, instruction, remedy: "Use RUN --mount=type=secret.")
    }

    private mutating func checkCommand(
        _ command: CommandLine, _ instruction: Instruction, _ state: StageWalker.State
    ) {
        if case .shell = command, state.shell == nil {
            warn(
                .jsonArgsRecommended, "a shell stands between signals and the program of \(instruction.word)",
                instruction.word, instruction, remedy: "Write the command as a JSON array.")
        }
        if let keyword = instruction.keyword { checkOnce(keyword, instruction) }
    }

    private mutating func checkOnce(_ keyword: Keyword, _ instruction: Instruction) {
        if let earlier = lastOfKind.updateValue(instruction, forKey: keyword) {
            warn(
                .multipleInstructionsDisallowed, "a later \(keyword.rawValue) of the stage takes its place",
                earlier.word, earlier, remedy: "Keep the last one.")
        }
    }

    private mutating func checkIgnored(_ sources: [CopySource], _ word: String, _ instruction: Instruction) {
        guard let ignoreMatcher, !ignoreMatcher.hasExceptions else { return }
        for case .path(let path) in sources where CopySource.origin(of: path) == .files {
            let (cost, isTooLarge) = ignoreSize.multipliedReportingOverflow(by: path.utf8.count)
            guard !isTooLarge, cost <= comparisonsLeft else { return }
            comparisonsLeft -= cost
            let clean = String(ImagePath.absolute(path, in: "/").dropFirst())
            guard clean.isEmpty ? ignoreMatcher.ignoresEverything : ignoreMatcher.ignores(clean) else { continue }
            warn(
                .copyIgnoredFile, "\(word) of '\(PrintableText.of(path))', which the ignore file leaves out", path,
                instruction, remedy: "Remove the pattern that matches it, or the instruction.")
        }
    }
}
