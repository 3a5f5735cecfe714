public import UnikraftCore

/// A value with the condition under which it counts.
public struct KconfigConditional<Value: Sendable & Hashable>: Sendable, Hashable {
    /// The value.
    public var value: Value
    /// When it counts.
    public var condition: KconfigExpression

    /// Creates the pair.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - condition: When it counts.
    public init(_ value: Value, if condition: KconfigExpression = .always) {
        self.value = value
        self.condition = condition
    }
}

/// The smallest and the largest value of a number (Kconfig language, "numerical ranges").
public struct KconfigRange: Sendable, Hashable {
    /// The smallest value.
    public var low: KconfigExpression
    /// The largest value.
    public var high: KconfigExpression
}

/// One `config` or `menuconfig` entry. A symbol may have several.
public struct KconfigDefinition: Sendable, Hashable {
    /// Where the entry begins.
    public var location: SourceLocation
    /// What must hold, the conditions of the blocks around it included.
    public var dependencies: KconfigExpression
    /// The question that lets a user choose the value; nil when only defaults and selects set it.
    public var prompt: KconfigConditional<String>?
    /// Values that count when the user chose none, first match first.
    public var defaults: [KconfigConditional<KconfigExpression>] = []
    /// Symbols that become `y` with this one.
    public var selects: [KconfigConditional<String>] = []
    /// Symbols that become `y` with this one unless the user says otherwise.
    public var implies: [KconfigConditional<String>] = []
    /// Allowed numbers.
    public var ranges: [KconfigConditional<KconfigRange>] = []
    /// The help text; empty when there is none.
    public var help = ""
    /// The index in ``KconfigTree/choices`` of the choice that it is a member of.
    public var choice: Int?
    /// The titles of the menus around it, outermost first.
    public var menus: [String]
}

/// A symbol with all its entries.
public struct KconfigSymbol: Sendable, Hashable {
    /// The name without `CONFIG_`.
    public var name: String
    /// The type; nil when no entry says one.
    public var type: KconfigType?
    /// Its entries in the order of reading.
    public var definitions: [KconfigDefinition] = []
    /// The symbols that select it, with their conditions.
    public var selectedBy: [KconfigConditional<String>] = []

    /// What must hold for the symbol to be set by a user.
    public var dependencies: KconfigExpression {
        let alternatives = definitions.map(\.dependencies)
        return alternatives.count == 1 ? alternatives[0] : .any(alternatives)
    }

    /// Whether a user can choose the value at all.
    public var hasPrompt: Bool { definitions.contains { $0.prompt != nil } }

    /// The first question that it is asked with.
    public var prompt: String? { definitions.lazy.compactMap(\.prompt).first?.value }

    /// The first help text.
    public var help: String? { definitions.first { !$0.help.isEmpty }?.help }
}

/// A set of switches of which one is `y` (Kconfig language, "choices").
public struct KconfigChoice: Sendable, Hashable {
    /// The question.
    public var prompt: String
    /// Where it begins.
    public var location: SourceLocation
    /// The names of its members in order.
    public var members: [String] = []
    /// Whether none may be chosen.
    public var isOptional = false
}
