import UnikraftCore

/// Reads the lines of an ignore file.
struct IgnoreFileReader {
    private let source: SourceText
    var report: Report

    init(_ source: SourceText) {
        self.source = source
        report = Report(source)
    }

    /// Reads the file. A line that begins with `#` is a comment; blanks round a pattern are dropped.
    ///
    /// - Returns: The matcher, without the patterns that are malformed.
    mutating func read() -> IgnoreMatcher {
        guard source.bytes.count <= DockerfileLimits.bytes else {
            report.add(
                .error, .dockerfileLimit, "the file has more than \(DockerfileLimits.bytes) bytes", at: nil,
                remedy: "Check that this is the right file; an ignore file is a short list of patterns.")
            return IgnoreMatcher([])
        }
        EncodingCheck.run(source, &report)
        var scanner = LineScanner(source.bytes)
        var patterns: [IgnorePattern] = []
        while let line = scanner.next() {
            if source.bytes[line.lowerBound] == UInt8(ascii: "#") { continue }
            let range = WhiteSpace.trim(source.bytes, line)
            guard !range.isEmpty else { continue }
            guard patterns.count < DockerfileLimits.patterns else {
                report.add(
                    .error, .dockerfileLimit, "the file has more than \(DockerfileLimits.patterns) patterns",
                    at: range, remedy: "Write patterns that match more, such as 'directory' or '**/*.o'.")
                break
            }
            let text = String(decoding: source.bytes[range], as: UTF8.self)
            do throws(DockerfileError) {
                guard let pattern = try Self.pattern(text) else { continue }
                patterns.append(pattern)
                warnIfUseless(pattern, range)
            } catch {
                report.add(.error, .badPattern, error.message, at: range, remedy: "Correct or remove the pattern.")
            }
        }
        return IgnoreMatcher(patterns)
    }

    /// Reads one pattern.
    ///
    /// - Parameter text: The pattern.
    /// - Returns: nil for an empty text.
    /// - Throws: ``DockerfileError`` for a malformed or endless one.
    static func pattern(_ text: String) throws(DockerfileError) -> IgnorePattern? {
        let bytes = Array(text.utf8)
        let whole = trimmed(bytes[...])
        guard let first = whole.first else { return nil }
        var isException = first == UInt8(ascii: "!")
        var pattern = isException ? trimmed(whole.dropFirst()) : whole
        guard pattern.count <= IgnoreMatcher.longestPattern else {
            throw DockerfileError(
                .badPattern,
                "the pattern has \(pattern.count) bytes; no path is longer than \(IgnoreMatcher.longestPattern)")
        }
        pattern = pattern.isEmpty ? pattern : CleanPath.of(pattern)[...]
        if pattern.first == UInt8(ascii: "/"), pattern.count > 1 || isException { pattern = pattern.dropFirst() }
        if !isException {
            // A slash may have hidden a blank or an exclamation mark.
            pattern = trimmed(pattern)
            isException = pattern.first == UInt8(ascii: "!")
            if isException { pattern = pattern.dropFirst() }
        }
        guard !pattern.isEmpty else {
            throw DockerfileError(.badPattern, isException ? "'!' has no pattern behind it" : "the pattern is empty")
        }
        let name = String(decoding: pattern, as: UTF8.self)
        guard let result = IgnorePattern(name, isException: isException) else {
            throw DockerfileError(.badPattern, "the pattern '\(PrintableText.of(name))' is malformed")
        }
        return result
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let array = Array(bytes)
        return array[WhiteSpace.trim(array, 0..<array.count)]
    }

    private mutating func warnIfUseless(_ pattern: IgnorePattern, _ range: Range<Int>) {
        guard ["/", ".", ".."].contains(pattern.text) || pattern.text.hasPrefix("../") else { return }
        report.add(
            .warning, .uselessPattern, "the pattern '\(PrintableText.of(pattern.text))' matches nothing in the context",
            at: range, remedy: "Write a path relative to the context, or '*' for everything in it.")
    }
}

/// Shortens paths as Go's `path/filepath.Clean` does.
enum CleanPath {
    /// Removes `.`, doubled slashes, the slash at the end, and `..` with the name before it.
    ///
    /// - Parameter path: The path.
    /// - Returns: The shortest equal path; `.` for an empty one.
    static func of(_ path: ArraySlice<UInt8>) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        let up = Array("..".utf8)[...]
        let isRooted = path.first == slash
        var parts: [ArraySlice<UInt8>] = []
        for part in path.split(separator: slash) where !part.elementsEqual([UInt8(ascii: ".")]) {
            if !part.elementsEqual(up) {
                parts.append(part)
            } else if let last = parts.last, !last.elementsEqual(up) {
                parts.removeLast()
            } else if !isRooted {
                parts.append(part)
            }
        }
        let joined = Array(parts.joined(separator: [slash]))
        if isRooted { return [slash] + joined }
        return joined.isEmpty ? [UInt8(ascii: ".")] : joined
    }
}
