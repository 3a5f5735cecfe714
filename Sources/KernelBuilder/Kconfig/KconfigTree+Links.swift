/// What connects symbols with each other.
extension KconfigTree {
    /// Tells every symbol who selects it.
    mutating func linkSelects() {
        var selectors: [String: [KconfigConditional<String>]] = [:]
        for (name, symbol) in symbols {
            for definition in symbol.definitions {
                for select in definition.selects {
                    selectors[select.value, default: []].append(
                        KconfigConditional(name, if: select.condition.and(definition.dependencies)))
                }
            }
        }
        for (name, entries) in selectors {
            symbols[name]?.selectedBy = entries.sorted { $0.value < $1.value }
        }
    }

    /// Finds symbols that depend on themselves, over `depends on`, enclosing blocks and `select`.
    ///
    /// - Returns: The names in the circle, the first one again at its end; nil when there is none.
    func dependencyCycle() -> [String]? {
        var edges: [String: [String]] = [:]
        for (name, symbol) in symbols {
            var targets = symbol.dependencies.symbols
            targets.formUnion(symbol.selectedBy.map(\.value))
            edges[name] = targets.filter { symbols[$0] != nil }.sorted()
        }
        var finished: Set<String> = []
        for start in symbols.keys.sorted() where !finished.contains(start) {
            var path = [start]
            var onPath: Set<String> = [start]
            var next = [0]
            while let name = path.last, let index = next.last {
                let targets = edges[name] ?? []
                if index < targets.count {
                    next[next.count - 1] += 1
                    let target = targets[index]
                    if onPath.contains(target) {
                        let from = path.firstIndex(of: target) ?? 0
                        return Array(path[from...]) + [target]
                    }
                    guard !finished.contains(target) else { continue }
                    path.append(target)
                    onPath.insert(target)
                    next.append(0)
                } else {
                    finished.insert(name)
                    onPath.remove(name)
                    path.removeLast()
                    next.removeLast()
                }
            }
        }
        return nil
    }
}
