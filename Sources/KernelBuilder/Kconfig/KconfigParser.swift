import UnikraftCore

/// Builds a tree from the lines of Kconfig files.
struct KconfigParser {
    /// A block that is open.
    struct Block {
        enum Kind: Equatable {
            case condition, menu(String), choice(Int)
        }

        let kind: Kind
        var dependencies: KconfigExpression
        let location: SourceLocation
    }

    /// What the next property line belongs to.
    enum Subject {
        case none, symbol(String), choice(Int), menu, comment
    }

    var tree = KconfigTree()
    var variables: KconfigVariables
    let limits: KconfigLimits
    var blocks: [Block] = []
    var subject = Subject.none
    var location = SourceLocation(file: "", line: 0, column: 1)

    init(variables: KconfigVariables, limits: KconfigLimits) {
        self.variables = variables
        self.limits = limits
    }

    /// What must hold here because of the blocks around.
    var surroundings: KconfigExpression {
        blocks.reduce(.always) { $0.and($1.dependencies) }
    }

    /// Works on one line.
    ///
    /// - Parameter tokens: Its tokens; not empty.
    /// - Returns: What the caller has to do: read other files, or take the help text that follows.
    /// - Throws: `KconfigSyntaxError` for a line that is not understood.
    mutating func take(_ tokens: [KconfigToken]) throws(KconfigSyntaxError) -> LineEffect {
        guard let keyword = tokens.first?.string else {
            throw KconfigSyntaxError("the line begins with '\(tokens.first?.signText ?? "")'")
        }
        if tokens.count >= 2, case .sign(let sign) = tokens[1], ["=", ":=", "+="].contains(sign) {
            assign(keyword, sign, tokens.dropFirst(2).compactMap(\.string).joined(separator: " "))
            return .none
        }
        let rest = tokens.dropFirst()
        switch keyword {
        case "mainmenu": subject = .none
        case "config", "menuconfig": try beginSymbol(rest)
        case "choice": try beginChoice()
        case "endchoice": try end { if case .choice = $0 { true } else { false } }
        case "menu":
            try open(.menu(rest.first?.string ?? ""), .always)
            subject = .menu
        case "endmenu": try end { if case .menu = $0 { true } else { false } }
        case "if":
            try open(.condition, try condition(rest))
            subject = .none
        case "endif": try end { $0 == .condition }
        case "comment": subject = .comment
        case "source", "osource", "rsource", "orsource":
            subject = .none
            guard let target = rest.first?.string else { throw KconfigSyntaxError("'\(keyword)' names no file") }
            return .include(target, isOptional: keyword.hasPrefix("o"), isRelative: keyword.hasSuffix("rsource"))
        case "help", "---help---": return .help
        default: try property(keyword, rest)
        }
        return .none
    }

    /// What a line asks of the reader.
    enum LineEffect {
        case none, help
        case include(String, isOptional: Bool, isRelative: Bool)
    }

    /// Takes the help text of the entry at hand.
    mutating func takeHelp(_ text: String) {
        guard case .symbol(let name) = subject else { return }
        changeDefinition(of: name) { $0.help = text }
    }

    private mutating func assign(_ name: String, _ sign: String, _ value: String) {
        subject = .none
        if sign == "+=", let old = variables.values[name] {
            let room = max(0, limits.expansion - old.utf8.count)
            variables.values[name] = "\(old) \(value.prefix(room))"
        } else {
            variables.values[name] = value
        }
    }

    private mutating func beginSymbol(_ rest: ArraySlice<KconfigToken>) throws(KconfigSyntaxError) {
        guard let name = rest.first?.string, !name.isEmpty else { throw KconfigSyntaxError("'config' names no symbol") }
        var definition = KconfigDefinition(location: location, dependencies: surroundings, menus: [])
        for block in blocks {
            if case .menu(let title) = block.kind { definition.menus.append(title) }
            if case .choice(let index) = block.kind {
                definition.choice = index
                tree.choices[index].members.append(name)
            }
        }
        tree.symbols[name, default: KconfigSymbol(name: name)].definitions.append(definition)
        subject = .symbol(name)
    }

    private mutating func beginChoice() throws(KconfigSyntaxError) {
        tree.choices.append(KconfigChoice(prompt: "", location: location))
        try open(.choice(tree.choices.count - 1), .always)
        subject = .choice(tree.choices.count - 1)
    }

    private mutating func open(
        _ kind: Block.Kind, _ dependencies: KconfigExpression
    ) throws(KconfigSyntaxError) {
        guard blocks.count < limits.nesting else { throw KconfigSyntaxError("blocks nest too deeply") }
        blocks.append(Block(kind: kind, dependencies: dependencies, location: location))
    }

    private mutating func end(_ matches: (Block.Kind) -> Bool) throws(KconfigSyntaxError) {
        subject = .none
        guard let block = blocks.last, matches(block.kind) else {
            let open = blocks.last.map { "; the block opened at \($0.location) is still open" } ?? ""
            throw KconfigSyntaxError("this line closes a block that is not open\(open)")
        }
        blocks.removeLast()
    }

    func condition(_ tokens: ArraySlice<KconfigToken>) throws(KconfigSyntaxError) -> KconfigExpression {
        try KconfigExpressionParser.parse(tokens, nesting: limits.nesting)
    }

    mutating func changeDefinition(of name: String, _ change: (inout KconfigDefinition) -> Void) {
        guard let last = tree.symbols[name]?.definitions.indices.last else { return }
        if var symbol = tree.symbols.removeValue(forKey: name) {
            change(&symbol.definitions[last])
            tree.symbols[name] = symbol
        }
    }
}
