import UnikraftCore

/// Finds the places in a Kraftfile's text where changes go.
struct KraftfileEditor {
    let source: SourceText
    let root: YAMLNode
    let project: Project

    /// The line break that the file uses.
    var lineBreak: String {
        let first = source.bytes.firstIndex(of: 0x0a) ?? 0
        return first > 0 && source.bytes[first - 1] == 0x0d ? "\r\n" : "\n"
    }

    /// The number of blanks before a place's line, dashes counted as blanks.
    func column(of offset: Int) -> Int {
        offset - source.byteRange(ofLine: source.line(at: offset)).lowerBound
    }

    /// The end of the line that a place is in, without its break.
    func lineEnd(_ offset: Int) -> Int {
        source.byteRange(ofLine: source.line(at: offset)).upperBound
    }

    /// The place behind the break of the line that a place is in.
    func nextLine(_ offset: Int) -> Int {
        let line = source.line(at: offset)
        return line < source.lineCount ? source.byteRange(ofLine: line + 1).lowerBound : source.bytes.count
    }

    /// An error that says why a change does not fit.
    func refuse(_ reason: String, at node: YAMLNode? = nil) -> KraftfileError {
        let place = node.map { " (\(source.location(at: $0.range.lowerBound)))" } ?? ""
        return KraftfileError(
            .editRefused, "the Kraftfile cannot be changed: \(reason)\(place). Edit it by hand.", path: source.file)
    }

    /// The node at a path of keys, which must be written there itself and not come from an anchor.
    func node(_ path: [String]) throws(KraftfileError) -> YAMLNode? {
        var node = root
        for key in path {
            guard let entry = node.entry(key) else { return nil }
            guard !entry.isMerged, entry.value.alias == nil else {
                throw refuse("'\(key)' is shared by an anchor", at: entry.key)
            }
            node = entry.value
        }
        return node
    }

    /// Whether a node has no text at all.
    func isAbsent(_ node: YAMLNode) -> Bool {
        node.range.isEmpty && node.scalar != nil
    }

    /// Replaces a node by another value in one line. A list or mapping in lines goes with its comments.
    func replace(_ entry: YAMLEntry, with value: String) throws(KraftfileError) -> TextChange {
        guard entry.value.alias == nil, !entry.isMerged else {
            throw refuse("the value is shared by an anchor", at: entry.key)
        }
        if isAbsent(entry.value) || entry.value.style == .block {
            var colon = entry.key.range.upperBound
            while colon < source.bytes.count, source.bytes[colon] != UInt8(ascii: ":") { colon += 1 }
            return TextChange(
                range: min(colon + 1, source.bytes.count)..<max(colon + 1, entry.value.range.upperBound),
                replacement: " " + value)
        }
        return TextChange(range: entry.value.range, replacement: value)
    }
}
