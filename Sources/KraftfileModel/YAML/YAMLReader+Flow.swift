import UnikraftCore

extension YAMLReader {
    /// Reads a list in brackets (YAML 1.1, section 8.1.1.1).
    mutating func readFlowSequence() throws(YAMLSyntaxError) -> YAMLNode {
        let start = position
        try open()
        defer { depth -= 1 }
        position += 1
        var nodes: [YAMLNode] = []
        while true {
            let isNewLine = try skipToToken(isFlow: true)
            if byte() == UInt8(ascii: "]") { break }
            guard !isAtEnd, !isAtDocumentMarker, byte() != UInt8(ascii: ",") else {
                throw unfinished(start, "]", isNewLine: isNewLine)
            }
            nodes.append(try readFlowItem())
            try readSeparator(start, "]")
        }
        position += 1
        return YAMLNode(.sequence(nodes), .flow, start..<position)
    }

    /// Reads a mapping in braces (YAML 1.1, section 8.1.2.1).
    mutating func readFlowMapping() throws(YAMLSyntaxError) -> YAMLNode {
        let start = position
        try open()
        defer { depth -= 1 }
        position += 1
        var entries: [YAMLEntry] = []
        var keys: [String: Int] = [:]
        while true {
            let isNewLine = try skipToToken(isFlow: true)
            if byte() == UInt8(ascii: "}") { break }
            guard !isAtEnd, !isAtDocumentMarker, byte() != UInt8(ascii: ",") else {
                throw unfinished(start, "}", isNewLine: isNewLine)
            }
            if isAtIndicator("?") {
                position += 1
                _ = try skipToToken(isFlow: true)
            }
            let key = try readFlowNode()
            let value = try readFlowValue(of: key) ?? .absent(at: position)
            add(YAMLEntry(key: key, value: value), to: &entries, keys: &keys)
            try readSeparator(start, "}")
        }
        position += 1
        merge(&entries, keys: keys)
        return YAMLNode(.mapping(entries), .flow, start..<position)
    }

    /// Reads an item of a list in brackets: a node, or one `key: value`.
    private mutating func readFlowItem() throws(YAMLSyntaxError) -> YAMLNode {
        let start = position
        if isAtIndicator("?") {
            position += 1
            _ = try skipToToken(isFlow: true)
        }
        let node = try readFlowNode()
        guard let value = try readFlowValue(of: node) else { return node }
        try count(1)
        return YAMLNode(.mapping([YAMLEntry(key: node, value: value)]), .flow, start..<position)
    }

    private mutating func readFlowNode() throws(YAMLSyntaxError) -> YAMLNode {
        let countBefore = nodeCount
        let properties = try readProperties()
        if properties.isPresent { _ = try skipToToken(isFlow: true) }
        var node: YAMLNode
        switch byte() {
        case UInt8(ascii: "["): node = try readFlowSequence()
        case UInt8(ascii: "{"): node = try readFlowMapping()
        case UInt8(ascii: "\""): node = try readDoubleQuoted()
        case UInt8(ascii: "'"): node = try readSingleQuoted()
        case UInt8(ascii: "*"): node = try readAlias()
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"):
            guard byte() != UInt8(ascii: ":") || Self.isBreakOrBlank(byte(1)) || Self.isFlowIndicator(byte(1)) else {
                return try readPlain(minimum: 0, isFlow: true)
            }
            try count(1)
            node = .absent(at: position)
        default: node = try readPlain(minimum: 0, isFlow: true)
        }
        attach(properties, to: &node, countBefore: countBefore)
        return node
    }

    /// Reads `: value` when it follows; a key in quotes or brackets may have its colon without a blank.
    private mutating func readFlowValue(of key: YAMLNode) throws(YAMLSyntaxError) -> YAMLNode? {
        let end = (position, lineStart)
        _ = try skipToToken(isFlow: true)
        let isColon =
            byte() == UInt8(ascii: ":")
            && (key.style != .plain || Self.isBreakOrBlank(byte(1)) || Self.isFlowIndicator(byte(1)))
        guard isColon else {
            (position, lineStart) = end
            return nil
        }
        position += 1
        let behind = (position, lineStart)
        _ = try skipToToken(isFlow: true)
        if Self.isFlowIndicator(byte()), byte() != UInt8(ascii: "["), byte() != UInt8(ascii: "{") {
            (position, lineStart) = behind
            try count(1)
            return .absent(at: position)
        }
        guard !isAtEnd else { return .absent(at: position) }
        return try readFlowNode()
    }

    /// Moves over a comma, or to the closing bracket.
    private mutating func readSeparator(_ start: Int, _ close: Unicode.Scalar) throws(YAMLSyntaxError) {
        let isNewLine = try skipToToken(isFlow: true)
        if byte() == UInt8(ascii: ",") {
            position += 1
        } else if byte() != UInt8(truncatingIfNeeded: close.value) {
            throw unfinished(start, close, isNewLine: isNewLine)
        }
    }

    private func unfinished(_ start: Int, _ close: Unicode.Scalar, isNewLine: Bool) -> YAMLSyntaxError {
        let name = close == "]" ? "list" : "mapping"
        guard !isAtEnd else {
            return error(
                "the \(name) that begins here has no end", at: start..<start + 1,
                remedy: "Put a closing '\(close)' behind it.", resume: start)
        }
        // A token at the start of a line is more likely the next entry than a part of the list.
        let resume = isNewLine ? lineStart - 1 : nil
        return error(
            "a ',' or '\(close)' is expected here for the \(name) of line \(source.line(at: start))",
            at: position..<position + 1, remedy: "Put ',' between the items and '\(close)' behind the last.",
            resume: resume)
    }
}
