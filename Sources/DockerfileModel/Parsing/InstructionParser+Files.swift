import UnikraftCore

extension InstructionParser {
    mutating func from(_ head: InstructionHead) -> Instruction.Kind {
        let values = flags(head, [.string("platform")])
        let words = WordSplitter.list(line.bytes, head.arguments)
        guard let base = words.first else {
            return badArguments(
                head, "\(head.word) names no base", remedy: "Write for example FROM scratch or FROM image AS name.")
        }
        let hasName = words.count == 3 && words[1].text.lowercased() == "as"
        guard words.count == 1 || hasName else {
            return badArguments(
                head, "\(head.word) takes a base, or a base, AS and a name",
                remedy: "Write for example FROM image AS name.")
        }
        // Even with a wrong name or flag the stage counts, so that the numbers of stages stay right.
        var from = FromInstruction(base: base.text, platform: values.strings["platform"])
        if hasName {
            let name = words[2]
            if Self.isStageName(name.text.lowercased()) {
                from = FromInstruction(
                    base: base.text, name: name.text, platform: from.platform, writtenAs: words[1].text)
            } else {
                error(
                    .badStageName, "'\(PrintableText.of(name.text))' is no name for a stage", at: name.range,
                    remedy: "Begin with a letter and go on with letters, digits, '-', '_' and '.'.")
            }
        }
        return .from(from)
    }

    private static func isStageName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, (0x61...0x7a).contains(first) else { return false }
        return bytes.allSatisfy {
            (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d || $0 == 0x5f || $0 == 0x2e
        }
    }

    mutating func copy(_ head: InstructionHead, _ heredocs: [Heredoc]) -> Instruction.Kind {
        let isAdd = head.keyword == .add
        let common: [FlagRule] = [.string("chown"), .string("chmod"), .boolean("link"), .strings("exclude")]
        let own: [FlagRule] =
            isAdd
            ? [.boolean("keep-git-dir"), .string("checksum"), .boolean("unpack")]
            : [.string("from"), .boolean("parents")]
        let values = flags(head, common + own)
        guard let items = list(head) else { return .unreadable }
        guard items.count >= 2, let destination = items.last else {
            return badArguments(
                head, "\(head.word) needs a source and a destination",
                remedy: "Write for example \(head.word) source /destination.")
        }
        if ["", "\"\"", "''"].contains(destination) {
            return badArguments(
                head, "the destination of \(head.word) is empty",
                remedy: "Write the path of the file or directory last; '.' is the working directory.")
        }
        if HeredocWord(destination) != nil {
            error(
                .badHeredoc, "the destination of \(head.word) cannot be a here-document", at: head.arguments,
                remedy: "Write the path of the file or directory last.")
            return .unreadable
        }
        guard values.isComplete else { return .unreadable }
        let sources = sources(items.dropLast(), heredocs)
        let exclude = (values.lists["exclude"] ?? []).map(\.text)
        if isAdd {
            return .add(
                AddInstruction(
                    sources: sources, destination: destination, chown: values.strings["chown"],
                    chmod: values.strings["chmod"], link: values.booleans["link"] ?? false,
                    keepGitDirectory: values.booleans["keep-git-dir"], checksum: values.strings["checksum"],
                    unpack: values.booleans["unpack"], exclude: exclude))
        }
        return .copy(
            CopyInstruction(
                sources: sources, destination: destination,
                from: values.strings["from"].flatMap { $0.isEmpty ? nil : $0 },
                chown: values.strings["chown"], chmod: values.strings["chmod"],
                link: values.booleans["link"] ?? false, parents: values.booleans["parents"] ?? false, exclude: exclude))
    }

    /// Gives each here-document among the sources its content.
    private func sources(_ items: ArraySlice<String>, _ heredocs: [Heredoc]) -> [CopySource] {
        var left = heredocs[...]
        return items.map { item in
            guard let word = HeredocWord(item) else { return .path(item) }
            guard let index = left.firstIndex(where: { $0.name == word.name }) else {
                return .inline(Heredoc(name: word.name, content: "", expands: word.expands))
            }
            let heredoc = left[index]
            if index == left.startIndex { left = left.dropFirst() } else { left.remove(at: index) }
            return .inline(heredoc)
        }
    }

    mutating func onbuild(_ head: InstructionHead, _ heredocs: [Heredoc]) -> Instruction.Kind {
        guard flagsAreRead(head, []) else { return .unreadable }
        guard let trigger else {
            return badArguments(
                head, "\(head.word) needs an instruction", remedy: "Write for example ONBUILD COPY . /app.")
        }
        switch trigger.keyword {
        case .onbuild, .from, .maintainer:
            error(
                .misplacedInstruction, "\(trigger.word) is not allowed behind \(head.word)", at: trigger.wordRange,
                remedy: "Use another instruction.")
            return .unreadable
        default: break
        }
        // A mistake in the trigger fails the builds of others, not this one: it is a warning.
        let outer = report
        report = Report(outer.source)
        let kind = kind(trigger, heredocs)
        let found = report
        report = outer
        report.add(found, as: .warning)
        return .onbuild(
            Instruction(
                word: trigger.word, kind: kind,
                flags: trigger.flags.map { .init(name: $0.name, value: $0.value) }, heredocs: heredocs,
                text: line.text(trigger.range), range: line.sourceRange(trigger.range),
                lines: line.firstLine...max(line.firstLine, line.lastLine)))
    }
}
