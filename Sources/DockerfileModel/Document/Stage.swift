/// A build stage: a `FROM` and the instructions up to the next one.
public struct Stage: Sendable, Hashable {
    /// The stage's number, from 0.
    public var index: Int
    /// The name behind `AS` in lower case; nil when there is none.
    public var name: String?
    /// What `FROM` says.
    public var from: FromInstruction
    /// The `FROM` itself.
    public var instruction: Instruction
    /// The instructions behind it.
    public var instructions: [Instruction]

    /// Creates a stage.
    ///
    /// - Parameters:
    ///   - index: The stage's number, from 0.
    ///   - from: What `FROM` says.
    ///   - instruction: The `FROM` itself.
    ///   - instructions: The instructions behind it.
    public init(index: Int, from: FromInstruction, instruction: Instruction, instructions: [Instruction] = []) {
        self.index = index
        name = from.name
        self.from = from
        self.instruction = instruction
        self.instructions = instructions
    }

    /// The text of the comment above `FROM` that begins with the stage's name.
    public var summary: String? {
        guard let name else { return nil }
        return instruction.comments.first { $0.hasPrefix("\(name) ") }.map { String($0.dropFirst(name.count + 1)) }
    }

    /// The stage for messages: its name, or its number.
    public var label: String { name ?? String(index) }
}
