import UnikraftCore

extension YAMLReader {
    /// Reads a node outside brackets and braces.
    ///
    /// - Parameters:
    ///   - minimum: The column that lines of the node have at least.
    ///   - sequenceMinimum: The same for a list, which may stand below its key without indentation.
    ///   - isCompactAllowed: Whether a list or mapping may begin in the current line.
    /// - Returns: The node; an absent one when the next token belongs to something outside.
    /// - Throws: `YAMLSyntaxError` when the text is not well formed there.
    mutating func readBlockNode(
        minimum: Int, sequenceMinimum: Int, isCompactAllowed: Bool
    ) throws(YAMLSyntaxError) -> YAMLNode {
        let origin = (position, lineStart)
        let isNewLine = try skipToToken()
        let least = isAtIndicator("-") ? sequenceMinimum : minimum
        if isAtEnd || isAtDocumentMarker || (isNewLine && column < least) {
            (position, lineStart) = origin
            try count(1)
            return .absent(at: position)
        }
        let start = (position, lineStart)
        let countBefore = nodeCount
        let properties = try readProperties()
        guard properties.isPresent else {
            return try readBlockContent(
                minimum: minimum, isCollectionAllowed: isNewLine || isCompactAllowed)
        }
        let end = (position, lineStart)
        let hasBreak = try skipToToken()
        if !hasBreak, isNewLine || isCompactAllowed, isAtImplicitKey() {
            (position, lineStart) = start
            return try readBlockMapping()
        }
        let contentLeast = isAtIndicator("-") ? sequenceMinimum : minimum
        var node: YAMLNode
        if isAtEnd || isAtDocumentMarker || (hasBreak && column < contentLeast) {
            (position, lineStart) = end
            node = .absent(at: position)
            try count(1)
        } else {
            node = try readBlockContent(minimum: minimum, isCollectionAllowed: hasBreak)
        }
        attach(properties, to: &node, countBefore: countBefore)
        return node
    }

    private mutating func readBlockContent(
        minimum: Int, isCollectionAllowed: Bool
    ) throws(YAMLSyntaxError) -> YAMLNode {
        if isAtIndicator("-") {
            guard isCollectionAllowed else {
                throw error(
                    "a list cannot begin in the line of its key", at: position..<position + 1,
                    remedy: "Put each '- item' on a line of its own below the key.")
            }
            return try readBlockSequence()
        }
        if isAtIndicator("?") || isAtIndicator(":") || isAtImplicitKey() {
            guard isCollectionAllowed else { throw misplacedKey() }
            return try readBlockMapping()
        }
        return switch byte() {
        case UInt8(ascii: "*"): try readAlias()
        case UInt8(ascii: "|"), UInt8(ascii: ">"): try readBlockScalar(minimum: minimum)
        case UInt8(ascii: "["): try readFlowSequence()
        case UInt8(ascii: "{"): try readFlowMapping()
        case UInt8(ascii: "\""): try readDoubleQuoted()
        case UInt8(ascii: "'"): try readSingleQuoted()
        default: try readPlain(minimum: minimum, isFlow: false)
        }
    }

    /// Reads a list whose first dash is at the position.
    private mutating func readBlockSequence() throws(YAMLSyntaxError) -> YAMLNode {
        try open()
        defer { depth -= 1 }
        let indentation = column
        let start = position
        var nodes: [YAMLNode] = []
        var end = (position, lineStart)
        while true {
            do throws(YAMLSyntaxError) {
                position += 1
                nodes.append(
                    try readBlockNode(
                        minimum: indentation + 1, sequenceMinimum: indentation + 1, isCompactAllowed: true))
                end = (position, lineStart)
                guard try hasNextEntry(indentation: indentation), isAtIndicator("-") else { break }
            } catch {
                report(error.diagnostic)
                resume(at: error.resume, indentation: indentation)
                end = (position, lineStart)
                guard (try? skipToToken()) == true, !isAtEnd, column == indentation, isAtIndicator("-") else { break }
            }
        }
        (position, lineStart) = end
        return YAMLNode(.sequence(nodes), .block, start..<max(start, position))
    }

    /// Reads a mapping whose first key is at the position.
    private mutating func readBlockMapping() throws(YAMLSyntaxError) -> YAMLNode {
        try open()
        defer { depth -= 1 }
        let indentation = column
        let start = position
        var entries: [YAMLEntry] = []
        var keys: [String: Int] = [:]
        var end = (position, lineStart)
        while true {
            do throws(YAMLSyntaxError) {
                let entry = try readBlockEntry(indentation: indentation)
                add(entry, to: &entries, keys: &keys)
                end = (position, lineStart)
                guard try hasNextEntry(indentation: indentation) else { break }
                guard !isAtIndicator("-") else {
                    throw error(
                        "a list item stands among the keys of a mapping", at: position..<position + 1,
                        remedy: "Put the list below a key, or make this line a key.")
                }
            } catch {
                report(error.diagnostic)
                resume(at: error.resume, indentation: indentation)
                end = (position, lineStart)
                guard (try? skipToToken()) == true, !isAtEnd, !isAtDocumentMarker, column == indentation else { break }
            }
        }
        (position, lineStart) = end
        merge(&entries, keys: keys)
        return YAMLNode(.mapping(entries), .block, start..<max(start, position))
    }

    /// Reads `key: value` or `? key` with `: value`.
    private mutating func readBlockEntry(indentation: Int) throws(YAMLSyntaxError) -> YAMLEntry {
        guard isAtIndicator("?") else {
            let key = try readImplicitKey()
            let value = try readBlockNode(
                minimum: indentation + 1, sequenceMinimum: indentation, isCompactAllowed: false)
            return YAMLEntry(key: key, value: value)
        }
        position += 1
        let key = try readBlockNode(
            minimum: indentation + 1, sequenceMinimum: indentation + 1, isCompactAllowed: true)
        let end = (position, lineStart)
        if try skipToToken(), column == indentation, isAtIndicator(":") {
            position += 1
            let value = try readBlockNode(
                minimum: indentation + 1, sequenceMinimum: indentation, isCompactAllowed: true)
            return YAMLEntry(key: key, value: value)
        }
        (position, lineStart) = end
        return YAMLEntry(key: key, value: .absent(at: position))
    }

    /// Moves to the next token and tells whether it belongs to the block of a column.
    private mutating func hasNextEntry(indentation: Int) throws(YAMLSyntaxError) -> Bool {
        let isNewLine = try skipToToken()
        if isAtEnd || isAtDocumentMarker { return false }
        guard isNewLine, column <= indentation else {
            throw unexpectedToken(isNewLine: isNewLine, mapping: indentation)
        }
        return column == indentation
    }
}
