import UnikraftCore

extension InstructionParser {
    mutating func healthcheck(_ head: InstructionHead) -> Instruction.Kind {
        let bytes = line.bytes
        var index = head.arguments.lowerBound
        let end = head.arguments.upperBound
        while index < end, WhiteSpace.length(bytes, at: index, end: end) == 0 { index += 1 }
        let form = line.text(head.arguments.lowerBound..<index)
        let rest = WhiteSpace.trim(bytes, index..<end)
        switch form.uppercased() {
        case "NONE":
            warnAboutIgnoredFlags(head)
            guard rest.isEmpty else {
                return badArguments(head, "HEALTHCHECK NONE takes no arguments", remedy: "Remove what follows NONE.")
            }
            return .healthcheck(HealthcheckInstruction(command: nil))
        case "CMD": return healthcheck(head, rest)
        default:
            return badArguments(
                head,
                form.isEmpty ? "\(head.word) has no command" : "'\(PrintableText.of(form))' is neither CMD nor NONE",
                remedy: "Write HEALTHCHECK CMD and a command, or HEALTHCHECK NONE.")
        }
    }

    private mutating func healthcheck(_ head: InstructionHead, _ rest: Range<Int>) -> Instruction.Kind {
        let durations = ["interval", "timeout", "start-period", "start-interval"]
        let values = flags(head, durations.map { .string($0) } + [.string("retries")])
        guard !rest.isEmpty else {
            return badArguments(head, "HEALTHCHECK CMD has no command", remedy: "Write a command behind CMD.")
        }
        let json = JSONArguments.read(line.bytes, rest)
        if case .strings(let arguments) = json, arguments.isEmpty {
            return badArguments(head, "HEALTHCHECK CMD has no command", remedy: "Write a command behind CMD.")
        }
        var isComplete = values.isComplete
        var read: [String: Duration] = [:]
        for name in durations {
            guard let text = values.strings[name], let range = values.ranges[name] else { continue }
            do throws(DockerfileError) {
                read[name] = try Self.interval(text, name)
            } catch {
                self.error(.badValue, error.message, at: range, remedy: error.remedy)
                isComplete = false
            }
        }
        var retries: Int?
        if let text = values.strings["retries"], !text.isEmpty, let range = values.ranges["retries"] {
            guard let number = Int32(text), number >= 0 else {
                error(
                    .badValue, "'\(PrintableText.of(text))' is no number of retries", at: range,
                    remedy: "Write a number from 0.")
                return .unreadable
            }
            retries = number == 0 ? nil : Int(number)
        }
        guard let command = command(head, json, rest), isComplete else { return .unreadable }
        return .healthcheck(
            HealthcheckInstruction(
                command: command, interval: read["interval"], timeout: read["timeout"],
                startPeriod: read["start-period"], startInterval: read["start-interval"], retries: retries))
    }

    /// Reads a duration; an empty text and 0 stand for the default.
    private static func interval(_ text: String, _ name: String) throws(DockerfileError) -> Duration? {
        guard !text.isEmpty else { return nil }
        let duration = try DurationValue.parse(text)
        if duration == .zero { return nil }
        guard duration >= .milliseconds(1) else {
            throw DockerfileError(.badValue, "--\(name) is less than 1ms", remedy: "Write for example 30s.")
        }
        return duration
    }
}
