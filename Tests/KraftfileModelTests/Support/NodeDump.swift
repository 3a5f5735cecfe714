import UnikraftCore

@testable import KraftfileModel

/// A node as one line: `=text` for scalars, with lists and mappings in brackets.
func dump(_ node: YAMLNode) -> String {
    switch node.content {
    case .scalar(let text):
        "=" + text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing(",", with: "\\,")
    case .sequence(let nodes): "[" + nodes.map(dump).joined(separator: ",") + "]"
    case .mapping(let entries):
        "{" + entries.map { dump($0.key) + ":" + dump($0.value) }.joined(separator: ",") + "}"
    }
}

/// What our reader makes of a text: the dump, or `error`.
func ourDump(_ text: String) -> String {
    let (root, diagnostics) = YAMLReader.read(SourceText(Array(text.utf8), file: "test"))
    if diagnostics.containsErrors { return "error" }
    return root.map(dump) ?? "none"
}

/// A Python program that reads texts separated by NUL and prints the same dumps, also separated by NUL.
let pythonDump = #"""
    import sys, yaml
    def dump(n):
        if isinstance(n, yaml.ScalarNode):
            return "=" + n.value.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,")
        if isinstance(n, yaml.SequenceNode):
            return "[" + ",".join(dump(v) for v in n.value) + "]"
        return "{" + ",".join(dump(k) + ":" + dump(v) for k, v in n.value) + "}"
    out = []
    for text in sys.stdin.buffer.read().decode().split("\0"):
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
            out.append("none" if node is None else dump(node))
        except yaml.YAMLError as e:
            out.append("error")
    sys.stdout.buffer.write("\0".join(out).encode(errors="replace"))
    """#
