import UnikraftCore

/// Reads a whole Dockerfile: joins lines, finds comments and here-documents, and sorts instructions into
/// stages.
struct DocumentParser {
    var report: Report
    var scanner: LineScanner
    var directives = DirectiveReader()
    private var comments: [String] = []
    private var globalArguments: [Instruction] = []
    private var stages: [Stage] = []
    private var instructionCount = 0
    private var wordCount = 0

    init(_ source: SourceText) {
        report = Report(source)
        scanner = LineScanner(source.bytes)
    }

    private var escape: UInt8 { directives.result.escape.rawValue }

    /// Reads the file.
    ///
    /// - Returns: What could be read; the problems are in ``report``.
    mutating func parse() -> Dockerfile {
        EncodingCheck.run(report.source, &report)
        while let line = scanner.next() {
            let text = scanner.withoutIndent(scanner.withoutBreak(line))
            if scanner.number == 1, scanner.bytes[text].starts(with: Array("#!".utf8)) {
                directives.sawShebang()
                continue
            }
            if directives.read(scanner.bytes, text, &report) { continue }
            if text.isEmpty {
                comments = []
            } else if scanner.bytes[text.lowerBound] == UInt8(ascii: "#") {
                comment(text)
            } else {
                instruction(from: text)
            }
        }
        if stages.isEmpty {
            let message = globalArguments.isEmpty ? "the file has no instructions" : "the file has no FROM"
            report.add(
                .error, .emptyDockerfile, message, at: nil, remedy: "Begin a stage, for example with 'FROM scratch'.")
        }
        return Dockerfile(
            source: report.source, directives: directives.result, globalArguments: globalArguments, stages: stages)
    }

    private mutating func comment(_ text: Range<Int>) {
        let body = WhiteSpace.trim(scanner.bytes, (text.lowerBound + 1)..<text.upperBound)
        if body.isEmpty {
            comments = []
        } else {
            comments.append(String(decoding: scanner.bytes[body], as: UTF8.self))
        }
    }

    /// Joins the lines of an instruction.
    private mutating func join(from first: Range<Int>) -> LogicalLine {
        var line = LogicalLine(firstLine: scanner.number)
        var part = first
        var emptyLine: Range<Int>?
        while let continued = scanner.continued(part, escape: escape) {
            line.append(continued, of: scanner.bytes)
            var following: Range<Int>?
            while let next = scanner.next() {
                let text = scanner.withoutBreak(next)
                let inner = scanner.withoutIndent(text)
                if inner.isEmpty {
                    emptyLine = next.lowerBound..<text.upperBound
                } else if scanner.bytes[inner.lowerBound] != UInt8(ascii: "#") {
                    following = text
                    break
                }
            }
            line.lastLine = scanner.number
            guard let following else {
                part = scanner.bytes.count..<scanner.bytes.count
                break
            }
            part = following
        }
        line.append(part, of: scanner.bytes)
        let check = directives.result.check
        if let emptyLine, check.includes(.noEmptyContinuation) {
            report.add(
                check.failsOnViolation ? .error : .warning, code: CheckRule.noEmptyContinuation.code,
                "an empty line continues the instruction",
                at: emptyLine, remedy: "Remove the empty line; a comment may stand there instead.")
        }
        return line
    }

    private mutating func instruction(from text: Range<Int>) {
        instructionCount += 1
        guard instructionCount <= DockerfileLimits.instructions else {
            report.addLimit("the file has more than \(DockerfileLimits.instructions) instructions", at: text)
            scanner.skipToEnd()
            return
        }
        let line = join(from: text)
        guard !WhiteSpace.trim(line.bytes, 0..<line.bytes.count).isEmpty else {
            report.add(
                .error, .unknownInstruction, "the line holds nothing but an escape character", at: text,
                remedy: "Remove it, or write an instruction before it.")
            return
        }
        // The report moves into the parser and back, so that its list is never shared and copied.
        var parser = InstructionParser(line, escape: escape, comments: comments, report: report)
        report = Report(report.source)
        let head = parser.head
        wordCount += parser.wordCount
        guard wordCount <= DockerfileLimits.words else {
            report = parser.report
            report.addLimit("the instructions have more than \(DockerfileLimits.words) words", at: text)
            scanner.skipToEnd()
            return
        }
        var heredocs: [Heredoc] = []
        var lastLine = line.lastLine
        if parser.heredocHost.takesHeredocs, case let mark = line.heredocRange, !mark.isEmpty {
            let words = HeredocWord.all(in: line.text(0..<line.bytes.count))
            for word in words { heredocs.append(heredoc(word, line.sourceRange(mark), &parser.report)) }
            lastLine = scanner.number
        }
        let kind = parser.kind(head, heredocs)
        report = parser.report
        comments = []
        let start = line.map.offset(0)
        let end = scanner.withoutBreak(start..<max(start, scanner.position)).upperBound
        add(
            Instruction(
                word: head.word, kind: kind, flags: head.flags.map { .init(name: $0.name, value: $0.value) },
                heredocs: heredocs, text: line.text(head.range), comments: parser.comments, range: start..<end,
                lines: line.firstLine...max(line.firstLine, lastLine), map: line.map.dropping(head.range.lowerBound)),
            head, line)
    }

    /// Reads the lines of a here-document.
    private mutating func heredoc(_ word: HeredocWord, _ mark: Range<Int>, _ report: inout Report) -> Heredoc {
        let delimiter = Array(word.name.utf8)
        let firstLine = scanner.number + 1
        let start = scanner.position
        var end = start
        var isTerminated = false
        while let next = scanner.next() {
            var text = scanner.withoutBreak(next)
            if word.stripsTabs {
                while !text.isEmpty, scanner.bytes[text.lowerBound] == 0x09 { text.removeFirst() }
            }
            if text.count == delimiter.count, scanner.bytes[text].elementsEqual(delimiter) {
                isTerminated = true
                break
            }
            end = next.upperBound
        }
        if !isTerminated {
            report.add(
                .error, .badHeredoc, "the here-document '\(PrintableText.of(word.name))' has no end",
                at: mark,
                remedy: "Add a line that holds nothing but \(PrintableText.of(word.name)).")
        }
        return Heredoc(
            name: word.name, content: String(decoding: scanner.bytes[start..<end], as: UTF8.self),
            expands: word.expands, stripsTabs: word.stripsTabs, descriptor: word.descriptor,
            lines: firstLine..<max(firstLine, scanner.number + (isTerminated ? 0 : 1)))
    }

    /// Puts an instruction where it belongs.
    private mutating func add(_ instruction: Instruction, _ head: InstructionHead, _ line: LogicalLine) {
        if head.keyword == .from {
            var from = FromInstruction(base: "")
            if case .from(let read) = instruction.kind { from = read }
            stages.append(Stage(index: stages.count, from: from, instruction: instruction))
        } else if !stages.isEmpty {
            stages[stages.count - 1].instructions.append(instruction)
        } else if head.keyword == .arg {
            globalArguments.append(instruction)
        } else if head.keyword != nil {
            report.add(
                .error, .misplacedInstruction, "\(head.word) stands before the first FROM",
                at: line.sourceRange(head.wordRange),
                remedy: "Begin a stage with FROM first; only ARG may stand before it.")
        }
    }
}
