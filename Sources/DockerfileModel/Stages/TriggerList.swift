import UnikraftCore

/// The `ONBUILD` triggers that stages get from their bases.
struct TriggerList {
    /// The largest number of triggers that one file may run in all.
    static let limit = 10_000

    private let dockerfile: Dockerfile
    private let baseImages: [String: ImageSettings]
    private var left = TriggerList.limit
    /// The triggers of stages, found once for all that are derived from them.
    private var known: [Int: [Instruction]] = [:]

    init(_ dockerfile: Dockerfile, _ baseImages: [String: ImageSettings]) {
        self.dockerfile = dockerfile
        self.baseImages = baseImages
    }

    /// The triggers of a base.
    ///
    /// - Parameters:
    ///   - base: The base.
    ///   - stage: The stage that begins with it.
    ///   - report: Gets the problems.
    /// - Returns: The instructions to run before those of the stage.
    mutating func take(_ base: StageGraph.Source, for stage: Stage, _ report: inout Report) -> [Instruction] {
        var triggers: [Instruction] = []
        switch base {
        case .stage(let index):
            triggers = known[index] ?? dockerfile.stages[index].triggers
            known[index] = triggers
        case .image(let reference):
            for text in (baseImages[reference]?.onbuild ?? []).prefix(left) {
                if let trigger = Instruction(trigger: text) {
                    triggers.append(trigger)
                } else {
                    report.add(
                        .error, .badArguments, "the image's trigger '\(PrintableText.of(text))' is no instruction",
                        of: stage.from.base, in: stage.instruction,
                        remedy: "Use another base image; this one was built with a wrong ONBUILD.")
                }
            }
        case .scratch: break
        }
        guard triggers.count <= left else {
            left = 0
            report.add(
                .error, .expansionLimit, "the stages run more than \(Self.limit) ONBUILD triggers",
                of: stage.from.base, in: stage.instruction, remedy: "Use fewer triggers.")
            return []
        }
        left -= triggers.count
        return triggers
    }
}

extension Stage {
    /// The instructions that this stage hands on with `ONBUILD`.
    var triggers: [Instruction] {
        instructions.compactMap { instruction in
            if case .onbuild(let trigger) = instruction.kind { trigger } else { nil }
        }
    }
}

extension Instruction {
    /// Reads an `ONBUILD` trigger of an image; nil when it is not one instruction without errors.
    ///
    /// - Parameter trigger: The text from the image's configuration.
    init?(trigger: String) {
        let parsed = Dockerfile.parse("FROM scratch\n" + trigger, fileName: "ONBUILD")
        guard !parsed.diagnostics.containsErrors, parsed.dockerfile.stages.count == 1,
            let instruction = parsed.dockerfile.stages[0].instructions.first,
            parsed.dockerfile.stages[0].instructions.count == 1
        else { return nil }
        self = instruction
    }
}
