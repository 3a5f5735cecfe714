package import UnikraftCore

/// What one line of the build's output tells.
package enum BuildOutputLine: Sendable, Hashable {
    /// A step, for example `CC` of `libfoo: bar.o`.
    case step(verb: String, item: String)
    /// What a compiler, the linker, Kconfig or make complains about.
    case diagnostic(Diagnostic)
    /// Anything else.
    case text

    /// Reads a line.
    ///
    /// - Parameter line: The line without its end.
    package init(_ line: String) {
        if let (verb, item) = Self.step(line) {
            self = .step(verb: verb, item: item)
        } else if let diagnostic = Self.complaint(line) ?? Self.undefinedReference(line) ?? Self.makeError(line) {
            self = .diagnostic(diagnostic)
        } else {
            self = .text
        }
    }

    /// `  %-7s %s` of `verbose_cmd` in the core's `support/build/Makefile.rules`.
    private static func step(_ line: String) -> (String, String)? {
        guard line.hasPrefix("  "), let first = line.dropFirst(2).utf8.first, first != 0x20 else { return nil }
        let parts = line.dropFirst(2).split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].utf8.count >= 2,
            parts[0].utf8.allSatisfy({ (0x41...0x5a).contains($0) || (0x30...0x39).contains($0) })
        else { return nil }
        return (String(parts[0]), parts[1].trimmed)
    }

    /// `file:line:column: error: text` of gcc, `file:line:warning: text` of Kconfig.
    private static func complaint(_ line: String) -> Diagnostic? {
        for (word, severity) in [
            ("fatal error: ", Diagnostic.Severity.error), ("error: ", .error), ("warning: ", .warning),
        ] {
            guard let range = line.firstRange(of: word), range.lowerBound > line.startIndex else { continue }
            let before = line[..<range.lowerBound].trimmed
            guard before.hasSuffix(":") else { continue }
            let place = String(before.dropLast())
            let message = String(line[range.upperBound...])
            let program = place.split(separator: "/").last.map(String.init) ?? place
            let isLinker = program == "ld" || program == "collect2" || program.hasSuffix("-ld")
            return Diagnostic(severity, isLinker ? .linker : .compiler, message, location: location(place))
        }
        return nil
    }

    private static func undefinedReference(_ line: String) -> Diagnostic? {
        guard let range = line.firstRange(of: ": undefined reference to ") else { return nil }
        let words = line[..<range.lowerBound].split(separator: " ")
        let message = String(line[range.lowerBound...].dropFirst(2))
        return Diagnostic(
            .error, .linker, message.replacing("`", with: "'"), location: words.last.flatMap { location(String($0)) })
    }

    /// `make[1]: *** [Makefile:3: all] Error 1`, `make: *** No rule to make target 'x', needed by 'y'.  Stop.`
    private static func makeError(_ line: String) -> Diagnostic? {
        if let range = line.firstRange(of: ": *** "), line.hasPrefix("make") {
            return Diagnostic(.error, .make, String(line[range.upperBound...]))
        }
        if let range = line.firstRange(of: " *** "),
            let place = location(String(line[..<range.lowerBound].trimmed.dropLast()))
        {
            return Diagnostic(.error, .make, String(line[range.upperBound...]), location: place)
        }
        return nil
    }

    /// `file:line` or `file:line:column`.
    private static func location(_ place: String) -> SourceLocation? {
        let parts = place.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.dropFirst().suffix(2).compactMap { Int($0) }
        guard let line = numbers.first, parts.count == numbers.count + 1, let file = parts.first, !file.isEmpty else {
            return nil
        }
        return SourceLocation(file: String(file), line: line, column: numbers.count > 1 ? numbers[1] : 1)
    }
}
