/// The lines below an entry (Kconfig language, section "Menu attributes").
extension KconfigParser {
    mutating func property(
        _ keyword: String, _ rest: ArraySlice<KconfigToken>
    ) throws(KconfigSyntaxError) {
        switch keyword {
        case "depends":
            let expression = try condition(rest.first == .word("on") ? rest.dropFirst() : rest)
            addDependency(expression)
            return
        case "visible", "optional", "modules", "option", "allnoconfig_y", "transitional":
            if keyword == "optional", case .choice(let index) = subject { tree.choices[index].isOptional = true }
            return
        case "prompt":
            try takePrompt(rest)
            return
        default: break
        }
        switch subject {
        case .symbol(let name): try symbolProperty(keyword, rest, of: name)
        case .choice:
            if keyword == "bool" || keyword == "tristate" { return try takePrompt(rest) }
            guard keyword == "default" else { throw KconfigSyntaxError("'\(keyword)' is not known here") }
        default: throw KconfigSyntaxError("'\(keyword)' is not known here")
        }
    }

    private mutating func symbolProperty(
        _ keyword: String, _ rest: ArraySlice<KconfigToken>, of name: String
    ) throws(KconfigSyntaxError) {
        let types: [String: KconfigType] = [
            "bool": .bool, "boolean": .bool, "tristate": .tristate, "int": .int, "hex": .hex, "string": .string,
        ]
        if let type = types[keyword] {
            tree.symbols[name]?.type = type
            if !rest.isEmpty { try takePrompt(rest) }
        } else if keyword.hasPrefix("def_"), let type = types[String(keyword.dropFirst(4))] {
            tree.symbols[name]?.type = type
            try takeDefault(rest, of: name)
        } else {
            switch keyword {
            case "default": try takeDefault(rest, of: name)
            case "select", "imply":
                guard let target = rest.first?.string else { throw KconfigSyntaxError("'\(keyword)' names no symbol") }
                let entry = KconfigConditional(target, if: try suffix(rest.dropFirst()))
                changeDefinition(of: name) { definition in
                    keyword == "select" ? definition.selects.append(entry) : definition.implies.append(entry)
                }
            case "range":
                let bounds = rest.prefix { $0 != .word("if") }
                guard bounds.count == 2, let low = bounds.first, let high = bounds.last else {
                    throw KconfigSyntaxError("'range' takes two bounds")
                }
                let range = KconfigRange(low: try condition([low]), high: try condition([high]))
                let entry = KconfigConditional(range, if: try suffix(rest.dropFirst(2)))
                changeDefinition(of: name) { $0.ranges.append(entry) }
            default: throw KconfigSyntaxError("'\(keyword)' is not known here")
            }
        }
    }

    private mutating func takePrompt(_ rest: ArraySlice<KconfigToken>) throws(KconfigSyntaxError) {
        guard let text = rest.first?.string else { throw KconfigSyntaxError("the question is missing") }
        switch subject {
        case .symbol(let name):
            let prompt = KconfigConditional(text, if: try suffix(rest.dropFirst()))
            changeDefinition(of: name) { $0.prompt = prompt }
        case .choice(let index): tree.choices[index].prompt = text
        default: break
        }
    }

    private mutating func takeDefault(
        _ rest: ArraySlice<KconfigToken>, of name: String
    ) throws(KconfigSyntaxError) {
        let value = rest.prefix { $0 != .word("if") }
        let entry = KconfigConditional(
            value.isEmpty ? .constant("") : try condition(value), if: try suffix(rest.dropFirst(value.count)))
        changeDefinition(of: name) { $0.defaults.append(entry) }
    }

    private mutating func addDependency(_ expression: KconfigExpression) {
        switch subject {
        case .symbol(let name): changeDefinition(of: name) { $0.dependencies = $0.dependencies.and(expression) }
        case .choice, .menu:
            guard let last = blocks.indices.last else { return }
            blocks[last].dependencies = blocks[last].dependencies.and(expression)
        case .comment, .none: break
        }
    }

    /// The condition after `if`; always true when there is none.
    private func suffix(_ rest: ArraySlice<KconfigToken>) throws(KconfigSyntaxError) -> KconfigExpression {
        guard let first = rest.first else { return .always }
        guard first == .word("if") else {
            throw KconfigSyntaxError("'\(first.string ?? first.signText)' stands where 'if' or the end is expected")
        }
        return try condition(rest.dropFirst())
    }
}
