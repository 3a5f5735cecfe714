import UnikraftCore

extension InstructionParser {
    /// The command of `CMD` and `ENTRYPOINT`.
    mutating func commandLine(_ head: InstructionHead) -> CommandLine? {
        flagsAreRead(head, []) ? command(head, head.json, head.arguments) : nil
    }

    /// Reads a command in JSON or shell form.
    ///
    /// - Parameters:
    ///   - head: The instruction.
    ///   - json: The arguments as JSON.
    ///   - range: The place of the arguments.
    /// - Returns: nil when the JSON array holds something else than strings.
    mutating func command(
        _ head: InstructionHead, _ json: JSONArguments.Reading?, _ range: Range<Int>
    ) -> CommandLine? {
        switch json {
        case .strings(let arguments): return .exec(arguments)
        case .otherValues(let offset):
            otherValues(offset)
            return nil
        case .notJSON(let offset):
            warnAboutNearJSON(head, offset, range)
            return .shell(line.text(range))
        case nil:
            if range.isEmpty {
                report.add(
                    .warning, .badArguments, "\(head.word) has no command", at: line.sourceRange(head.wordRange),
                    remedy: "Write a command behind \(head.word).")
            }
            return .shell(line.text(range))
        }
    }

    private mutating func otherValues(_ offset: Int) {
        error(
            .badJSON, "the JSON array holds something else than strings", at: offset..<(offset + 1),
            remedy: "Put every argument in double quotes.")
    }

    /// Tells that an array with a slip in it is taken for something else.
    private mutating func warnAboutNearJSON(_ head: InstructionHead, _ offset: Int, _ range: Range<Int>) {
        var index = range.lowerBound + 1
        while index < range.upperBound, WhiteSpace.isBlank(line.bytes[index]) { index += 1 }
        guard index < range.upperBound, line.bytes[range.upperBound - 1] == UInt8(ascii: "]"),
            line.bytes[index] == UInt8(ascii: "\"") || line.bytes[index] == UInt8(ascii: "'")
        else { return }
        let place = min(offset, range.upperBound - 1)
        let isList = head.keyword == .add || head.keyword == .copy || head.keyword == .volume
        report.add(
            .warning, .badJSON,
            "this is no JSON, so \(head.word) "
                + (isList ? "takes each word for a path" : "takes the whole line for a shell command"),
            at: line.sourceRange(place..<(place + 1)),
            remedy: "Use double quotes, a comma between arguments and none behind the last.")
    }

    mutating func shell(_ head: InstructionHead) -> Instruction.Kind {
        guard flagsAreRead(head, []) else { return .unreadable }
        switch head.json {
        case .strings(let arguments) where !arguments.isEmpty: return .shell(arguments)
        case .otherValues(let offset):
            otherValues(offset)
            return .unreadable
        default:
            return badArguments(
                head, "\(head.word) needs its arguments as a JSON array",
                remedy: "Write for example SHELL [\"/bin/bash\", \"-c\"].")
        }
    }

    mutating func volume(_ head: InstructionHead) -> Instruction.Kind {
        guard flagsAreRead(head, []), let paths = list(head) else { return .unreadable }
        let trimmed = paths.map { path in
            let bytes = Array(path.utf8)
            return String(decoding: bytes[WhiteSpace.trim(bytes, 0..<bytes.count)], as: UTF8.self)
        }
        guard !trimmed.isEmpty, !trimmed.contains("") else {
            return badArguments(
                head, trimmed.isEmpty ? "\(head.word) names no path" : "\(head.word) has an empty path",
                remedy: "Write for example VOLUME /data.")
        }
        return .volume(trimmed)
    }

    /// A list in JSON form, or separated by blanks.
    mutating func list(_ head: InstructionHead) -> [String]? {
        switch head.json {
        case .strings(let items): return items
        case .otherValues(let offset):
            otherValues(offset)
            return nil
        case .notJSON(let offset):
            warnAboutNearJSON(head, offset, head.arguments)
            return WordSplitter.list(line.bytes, head.arguments).map(\.text)
        case nil: return WordSplitter.list(line.bytes, head.arguments).map(\.text)
        }
    }

    mutating func run(_ head: InstructionHead, _ heredocs: [Heredoc]) -> Instruction.Kind {
        let values = flags(
            head, [.strings("mount"), .string("network"), .string("security"), .strings("device")])
        var isComplete = values.isComplete
        var mounts: [RunMount] = []
        for (text, range) in values.lists["mount"] ?? [] {
            do throws(DockerfileError) {
                mounts.append(try RunMount(parsing: text))
            } catch {
                self.error(.badMount, error.message, at: range, remedy: error.remedy)
                isComplete = false
            }
        }
        var devices: [RunDevice] = []
        for (text, range) in values.lists["device"] ?? [] {
            do throws(DockerfileError) {
                devices.append(try RunDevice(parsing: text))
            } catch {
                self.error(.badMount, error.message, at: range, remedy: error.remedy)
                isComplete = false
            }
        }
        let network = choice("network", values, RunInstruction.Network.self, .standard)
        let security = choice("security", values, RunInstruction.Security.self, .sandbox)
        guard let command = command(head, head.json, head.arguments), let network, let security, isComplete else {
            return .unreadable
        }
        return .run(
            RunInstruction(
                command: command, heredocs: heredocs, mounts: mounts, network: network, security: security,
                devices: devices))
    }

    /// The value of a flag that has a few.
    private mutating func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ values: FlagValues, _ type: Value.Type, _ standard: Value
    ) -> Value? {
        guard let text = values.strings[name] else { return standard }
        if let value = Value(rawValue: text) { return value }
        let names = Value.allCases.map(\.rawValue)
        error(
            .badFlag, "'\(PrintableText.of(text))' is no value for --\(name)", at: values.ranges[name] ?? head.range,
            remedy: "Use one of \(names.joined(separator: ", ")).",
            suggestion: SpellingSuggestion.closest(to: text, among: names).map { "--\(name)=\($0)" })
        return nil
    }
}
