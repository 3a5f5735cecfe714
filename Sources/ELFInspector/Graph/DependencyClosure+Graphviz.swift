import SystemPackage

extension DependencyClosure {
    /// The closure as a graph in Graphviz's language (graphviz.org, "DOT Language"): programs are boxes, missing
    /// libraries are red, and optional needs are dashed.
    public var graphviz: String {
        var lines = ["digraph dependencies {", "    rankdir=LR;", "    node [shape=ellipse];"]
        for file in files where file.role != .symlink {
            let shape = file.role == .program ? " [shape=box]" : ""
            lines.append("    \(quoted(file.path.string))\(shape);")
        }
        for library in missing {
            lines.append("    \(quoted(library.name)) [color=red, fontcolor=red];")
        }
        for edge in storage.edges {
            let target = edge.to >= 0 ? storage.path(edge.to).string : storage.names.text(edge.name)
            let style = edge.kind == .needed ? "" : edge.kind == .interpreter ? " [style=dotted]" : " [style=dashed]"
            lines.append("    \(quoted(storage.path(edge.from).string)) -> \(quoted(target))\(style);")
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    private func quoted(_ text: String) -> String {
        "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}
