package import UnikraftCore

/// Reads a YAML 1.1 text into nodes that know their place.
///
/// It is written for files that people edit: it goes on after an error with the next entry, it knows both
/// ends of every node, and it takes bounded time and memory on any input. Line breaks are LF and CRLF.
/// A document has one root; further documents are reported and not read.
package struct YAMLReader {
    let source: SourceText
    let bytes: [UInt8]
    private(set) var found = DiagnosticCollector(limit: YAMLLimits.diagnostics)

    /// The next byte to read.
    var position = 0
    /// The first byte of the line that ``position`` is in.
    var lineStart = 0
    /// How many lists and mappings are open.
    var depth = 0
    /// How many nodes there are, those that aliases repeat included.
    var nodeCount = 0
    /// The nodes that have an anchor, with the number of nodes in them.
    var anchors: [String: (node: YAMLNode, count: Int)] = [:]

    /// Reads a text.
    ///
    /// - Parameter source: The text.
    /// - Returns: The root, nil when there is none or it could not be read, and all problems.
    package static func read(_ source: SourceText) -> (root: YAMLNode?, diagnostics: [Diagnostic]) {
        let (root, found) = collect(source)
        return (root, found.finished)
    }

    /// Reads a text whose further problems are added to those that are found.
    static func collect(_ source: SourceText) -> (root: YAMLNode?, found: DiagnosticCollector) {
        var reader = YAMLReader(source: source, bytes: source.bytes)
        guard reader.checkEncoding() else { return (nil, reader.found) }
        let root = reader.readDocument()
        return (root, reader.found)
    }

    private mutating func readDocument() -> YAMLNode? {
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
            position = 3
            lineStart = 3
        }
        do {
            try skipDirectives()
            _ = try skipToToken()
            guard !isAtEnd, !isAtDocumentMarker else {
                try finishDocument()
                return nil
            }
            let root = try readBlockNode(minimum: 0, sequenceMinimum: 0, isCompactAllowed: true)
            try finishDocument()
            return root
        } catch {
            report(error.diagnostic)
            return nil
        }
    }

    /// Skips `%YAML` and `%TAG` lines and the `---` behind them (YAML 1.1, section 9.1).
    private mutating func skipDirectives() throws(YAMLSyntaxError) {
        _ = try skipToToken()
        while byte() == UInt8(ascii: "%"), column == 0 {
            skipLine()
            _ = try skipToToken()
        }
        if isAtMarker(UInt8(ascii: "-")) { position += 3 }
    }

    /// Checks that nothing but an end mark follows the root.
    private mutating func finishDocument() throws(YAMLSyntaxError) {
        let isNewLine = try skipToToken()
        if isAtEnd { return }
        if isAtMarker(UInt8(ascii: ".")) {
            position += 3
            _ = try skipToToken()
            if isAtEnd { return }
        }
        if isAtMarker(UInt8(ascii: "-")) {
            report(
                source.diagnostic(
                    .warning, .yamlSecondDocument, "a second document begins here and is not read",
                    at: position..<position + 3, remedy: "Keep one document a file."))
            return
        }
        throw unexpectedToken(isNewLine: isNewLine, mapping: nil)
    }

    /// Keeps a problem as long as there is room.
    mutating func report(_ diagnostic: Diagnostic) {
        found.add(diagnostic.severity, diagnostic)
    }

    /// Notes that further problems are not looked for.
    mutating func stop() {
        found.isIncomplete = true
    }

    /// Counts a list or mapping that opens at the position.
    mutating func open() throws(YAMLSyntaxError) {
        depth += 1
        guard depth <= YAMLLimits.depth else {
            throw fatal("more than \(YAMLLimits.depth) lists and mappings are nested here")
        }
        try count(1)
    }

    /// Counts nodes.
    mutating func count(_ nodes: Int) throws(YAMLSyntaxError) {
        nodeCount += nodes
        guard nodeCount <= YAMLLimits.nodes else {
            throw fatal("the file holds more than \(YAMLLimits.nodes) values, those that aliases repeat included")
        }
    }

    /// A problem that ends the reading of the file.
    private func fatal(_ message: String) -> YAMLSyntaxError {
        YAMLSyntaxError(
            diagnostic: source.diagnostic(
                .error, .yamlLimit, message, at: position..<position + 1, remedy: "Make the file simpler."),
            resume: bytes.count)
    }
}
