import UnikraftCore

/// Compares what was asked with what the build system made of it.
public enum ConfigurationComparison {
    /// Finds every symbol that was dropped or changed, with the likely reason.
    ///
    /// A switch that was to be off and is not named in the result is off, and no difference.
    ///
    /// - Parameters:
    ///   - request: What was asked.
    ///   - result: The configuration that the build system wrote.
    ///   - tree: The Kconfig tree that explains it.
    /// - Returns: The differences in the order of the request.
    public static func differences(
        request: ConfigurationRequest, result: KernelConfiguration, tree: KconfigTree
    ) -> [ConfigurationDifference] {
        let values = tree.values(in: result)
        var differences: [ConfigurationDifference] = []
        for entry in request.entries {
            let wanted =
                tree.type(of: entry.name).flatMap { ConfigurationValue.value(entry.text, type: $0) }
                ?? ConfigurationValue(guessing: entry.text)
            let got = result[entry.name]
            guard !(got ?? .no).isEquivalent(to: wanted) else { continue }
            if got == nil, wanted.text.isEmpty { continue }
            differences.append(
                ConfigurationDifference(
                    name: entry.name, requested: wanted, origin: entry.origin, result: got,
                    reason: reason(entry.name, wanted: wanted, values: values, tree: tree)))
        }
        return differences
    }

    private static func reason(
        _ name: String, wanted: ConfigurationValue, values: KconfigValues, tree: KconfigTree
    ) -> ConfigurationDifference.Reason {
        guard let symbol = tree[name] else {
            return .unknown(suggestion: SpellingSuggestion.closest(to: name, among: tree.symbols.keys.sorted()))
        }
        if wanted == .no {
            let selectors = symbol.selectedBy.filter { isActive($0, values) }.map(\.value)
            if !selectors.isEmpty { return .selectedBy(unique(selectors)) }
        }
        let unmet = unmetDependencies(of: symbol, values)
        if !unmet.isEmpty { return .unmetDependencies(unmet) }
        for definition in symbol.definitions {
            guard let index = definition.choice, wanted == .yes else { continue }
            let choice = tree.choices[index]
            if let chosen = choice.members.first(where: { $0 != name && values.value(of: $0) == "y" }) {
                return .otherChoice(chosen: chosen, prompt: choice.prompt)
            }
        }
        if !symbol.hasPrompt { return .notUserSettable(selectedBy: unique(symbol.selectedBy.map(\.value))) }
        return range(symbol, wanted: wanted, values) ?? .unexplained
    }

    /// What keeps the question of a symbol from being asked.
    private static func unmetDependencies(of symbol: KconfigSymbol, _ values: KconfigValues) -> [UnmetDependency] {
        let conditions = symbol.definitions.map { definition in
            definition.dependencies.and(definition.prompt?.condition ?? .always)
        }
        guard !conditions.contains(where: { $0.holds(values) }) else { return [] }
        return conditions.map { $0.unmetTerms(values) }.min { $0.count < $1.count } ?? []
    }

    private static func range(
        _ symbol: KconfigSymbol, wanted: ConfigurationValue, _ values: KconfigValues
    ) -> ConfigurationDifference.Reason? {
        guard let range = symbol.definitions.flatMap(\.ranges).first(where: { $0.condition.holds(values) }) else {
            return nil
        }
        let isInside =
            KconfigExpression.comparison(.constant(wanted.text), .greaterOrEqual, range.value.low).holds(values)
            && KconfigExpression.comparison(.constant(wanted.text), .lessOrEqual, range.value.high).holds(values)
        return isInside ? nil : .outOfRange(low: "\(range.value.low)", high: "\(range.value.high)")
    }

    private static func isActive(_ select: KconfigConditional<String>, _ values: KconfigValues) -> Bool {
        values.value(of: select.value) == "y" && select.condition.holds(values)
    }

    private static func unique(_ names: [String]) -> [String] {
        Array(Set(names)).sorted()
    }
}
