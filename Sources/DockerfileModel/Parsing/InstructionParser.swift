import UnikraftCore

/// Turns one logical line into a typed instruction.
struct InstructionParser {
    let line: LogicalLine
    let escape: UInt8
    let comments: [String]
    /// The head of the instruction.
    let head: InstructionHead
    /// The head of the instruction within `ONBUILD`; nil for others.
    let trigger: InstructionHead?
    var report: Report

    init(_ line: LogicalLine, escape: UInt8, comments: [String], report: Report) {
        self.line = line
        self.escape = escape
        self.comments = comments
        self.report = report
        let head = InstructionHead(line, 0..<line.bytes.count, escape: escape)
        self.head = head
        trigger =
            head.keyword == .onbuild && !head.arguments.isEmpty
            ? InstructionHead(line, head.arguments, escape: escape) : nil
    }

    /// The instruction whose here-documents may follow the line.
    var heredocHost: InstructionHead { trigger ?? head }

    /// The number of words that reading the instruction makes values of; none for a command of a shell.
    var wordCount: Int {
        switch heredocHost.keyword {
        case .cmd, .entrypoint, .healthcheck, .maintainer, .shell, .stopsignal, .user, .workdir, nil: return 0
        case .run where line.heredocRange.isEmpty: return head.flags.count
        default: break
        }
        var count = 0
        var wasBlank = true
        for byte in line.bytes {
            let isBlank = WhiteSpace.separates(byte)
            if wasBlank, !isBlank { count += 1 }
            wasBlank = isBlank
        }
        return count
    }

    /// Reads an instruction.
    ///
    /// - Parameters:
    ///   - head: Its head.
    ///   - heredocs: The here-documents that belong to it.
    /// - Returns: What it says; ``Instruction/Kind/unreadable`` when an error was reported.
    mutating func kind(_ head: InstructionHead, _ heredocs: [Heredoc]) -> Instruction.Kind {
        switch head.keyword {
        case nil: unknownInstruction(head)
        case .add, .copy: copy(head, heredocs)
        case .arg: arg(head)
        case .cmd: commandLine(head).map { .cmd($0) } ?? .unreadable
        case .entrypoint: commandLine(head).map { .entrypoint($0) } ?? .unreadable
        case .env: keyValues(head).map { .env($0) } ?? .unreadable
        case .label: keyValues(head).map { .label($0) } ?? .unreadable
        case .expose: expose(head)
        case .from: from(head)
        case .healthcheck: healthcheck(head)
        case .maintainer: oneArgument(head).map { .maintainer($0) } ?? .unreadable
        case .stopsignal: oneArgument(head, readsFlags: false).map { .stopsignal($0) } ?? .unreadable
        case .user: oneArgument(head).map { .user($0) } ?? .unreadable
        case .workdir: oneArgument(head).map { .workdir($0) } ?? .unreadable
        case .onbuild: onbuild(head, heredocs)
        case .run: run(head, heredocs)
        case .shell: shell(head)
        case .volume: volume(head)
        }
    }

    /// Reports an error.
    ///
    /// - Parameters:
    ///   - problem: What kind it is.
    ///   - message: What is wrong.
    ///   - range: Its place in the logical line.
    ///   - remedy: What to do.
    ///   - suggestion: What was probably meant.
    mutating func error(
        _ problem: DockerfileProblem, _ message: String, at range: Range<Int>, remedy: String? = nil,
        suggestion: String? = nil
    ) {
        report.add(
            .error, problem, message, at: line.sourceRange(range), remedy: remedy, suggestion: suggestion)
    }

    /// Reports that an instruction's arguments are wrong.
    ///
    /// - Returns: Always ``Instruction/Kind/unreadable``.
    mutating func badArguments(_ head: InstructionHead, _ message: String, remedy: String) -> Instruction.Kind {
        error(.badArguments, message, at: head.arguments.isEmpty ? head.wordRange : head.arguments, remedy: remedy)
        return .unreadable
    }

    private mutating func unknownInstruction(_ head: InstructionHead) -> Instruction.Kind {
        let meant =
            !report.hasRoom(for: .error)
            ? nil : SpellingSuggestion.closest(to: head.word, among: Keyword.allCases.map(\.rawValue))
        error(
            .unknownInstruction, "'\(PrintableText.of(head.word))' is no instruction", at: head.wordRange,
            remedy: meant.map { "Write \($0)." }
                ?? "Begin the line with an instruction, or end the line before with the escape character.",
            suggestion: meant)
        return .unreadable
    }

    /// The arguments as one text.
    private mutating func oneArgument(_ head: InstructionHead, readsFlags: Bool = true) -> String? {
        if !readsFlags {
            warnAboutIgnoredFlags(head)
        } else if !flagsAreRead(head, []) {
            return nil
        }
        guard !head.arguments.isEmpty else {
            _ = badArguments(head, "\(head.word) needs an argument", remedy: "Write it behind \(head.word).")
            return nil
        }
        return line.text(head.arguments)
    }

    private mutating func expose(_ head: InstructionHead) -> Instruction.Kind {
        guard flagsAreRead(head, []) else { return .unreadable }
        let ports = WordSplitter.list(line.bytes, head.arguments).map(\.text)
        guard !ports.isEmpty else {
            return badArguments(head, "\(head.word) names no port", remedy: "Write for example EXPOSE 8080/tcp.")
        }
        return .expose(ports)
    }

    private mutating func arg(_ head: InstructionHead) -> Instruction.Kind {
        warnAboutIgnoredFlags(head)
        let words = WordSplitter.split(line.bytes, head.arguments, escape: escape)
        guard !words.isEmpty else {
            return badArguments(head, "\(head.word) names no variable", remedy: "Write for example ARG VERSION=1.")
        }
        var declarations: [ArgumentDeclaration] = []
        for word in words {
            let (name, value) = Self.split(word.text)
            guard !name.isEmpty else {
                error(
                    .badArguments, "the variable has no name", at: word.range,
                    remedy: "Write a name before the equals sign.")
                continue
            }
            let summary = comments.first { $0.hasPrefix("\(name) ") }.map { String($0.dropFirst(name.count + 1)) }
            declarations.append(ArgumentDeclaration(name: name, defaultValue: value, summary: summary))
        }
        return declarations.isEmpty ? .unreadable : .arg(declarations)
    }

    /// The assignments of `ENV` and `LABEL`.
    private mutating func keyValues(_ head: InstructionHead) -> [KeyValue]? {
        guard flagsAreRead(head, []) else { return nil }
        let words = WordSplitter.split(line.bytes, head.arguments, escape: escape)
        guard let first = words.first else {
            _ = badArguments(head, "\(head.word) names nothing", remedy: "Write for example \(head.word) name=value.")
            return nil
        }
        guard first.text.utf8.contains(UInt8(ascii: "=")) else { return legacyKeyValue(head) }
        var pairs: [KeyValue] = []
        for word in words {
            let (key, value) = Self.split(word.text)
            if let value, !key.isEmpty {
                pairs.append(KeyValue(key: key, value: value))
            } else {
                error(
                    .badArguments,
                    value == nil
                        ? "'\(PrintableText.of(word.text))' has no equals sign" : "the value has no name before it",
                    at: word.range, remedy: "Write name=value; quote a value that holds blanks.")
            }
        }
        return pairs.count == words.count ? pairs : nil
    }

    /// `ENV name the rest of the line`.
    private mutating func legacyKeyValue(_ head: InstructionHead) -> [KeyValue]? {
        let bytes = line.bytes
        var index = head.arguments.lowerBound
        let end = head.arguments.upperBound
        while index < end, !WhiteSpace.separates(bytes[index]) { index += 1 }
        let key = line.text(head.arguments.lowerBound..<index)
        while index < end, WhiteSpace.separates(bytes[index]) { index += 1 }
        guard index < end else {
            _ = badArguments(
                head, "'\(PrintableText.of(key))' has no value", remedy: "Write \(head.word) name=value.")
            return nil
        }
        return [KeyValue(key: key, value: line.text(index..<end), isLegacy: true)]
    }

    /// Splits a word at its first equals sign.
    private static func split(_ word: String) -> (name: String, value: String?) {
        guard let equals = word.utf8.firstIndex(of: UInt8(ascii: "=")) else { return (word, nil) }
        return (String(word[..<equals]), String(word[word.utf8.index(after: equals)...]))
    }
}
