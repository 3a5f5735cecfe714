import SystemPackage

extension DependencyClosure {
    /// The closure as a tree for people: each program with what it needs, indented. What was shown before is not
    /// unfolded again.
    public var tree: String {
        var lines: [String] = []
        var shown: Set<Int32> = []
        for program in storage.programs {
            // An interpreter of a script is shown below the script.
            guard shown.insert(program).inserted else { continue }
            lines.append(storage.path(program).string)
            appendNeeds(of: program, prefix: "", &lines, &shown)
        }
        return lines.joined(separator: "\n")
    }

    private func appendNeeds(of file: Int32, prefix: String, _ lines: inout [String], _ shown: inout Set<Int32>) {
        // A stack of its own: files decide how deep the tree is.
        var stack = [(edges: storage.outgoing[file], prefix: prefix)]
        while let (edges, prefix) = stack.popLast() {
            guard let number = edges.first else { continue }
            let rest = edges.dropFirst()
            stack.append((rest, prefix))
            let edge = storage.edges[Int(number)]
            let branch = rest.isEmpty ? "└── " : "├── "
            lines.append(prefix + branch + label(edge))
            guard edge.to >= 0, shown.insert(edge.to).inserted else { continue }
            stack.append((storage.outgoing[edge.to], prefix + (rest.isEmpty ? "    " : "│   ")))
        }
    }

    private func label(_ edge: ClosureBuilder.Edge) -> String {
        let name = storage.names.text(edge.name)
        let kind = edge.kind == .needed ? "" : " (\(edge.kind.rawValue))"
        guard edge.to >= 0 else { return "\(name) => not found\(kind)" }
        let path = storage.path(edge.to).string
        return name == path ? path + kind : "\(name) => \(path)\(kind)"
    }
}
