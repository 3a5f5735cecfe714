import UnikraftCore

/// Durations such as `1m30s`, as Go's `time.ParseDuration` reads them.
package enum DurationValue {
    /// Reads a duration.
    ///
    /// - Parameter text: Numbers with an optional fraction, each followed by `ns`, `us`, `µs`, `ms`, `s`, `m`
    ///   or `h`, and an optional sign before all; or `0`.
    /// - Returns: The duration.
    /// - Throws: ``DockerfileError`` with the code `bad-value`.
    package static func parse(_ text: String) throws(DockerfileError) -> Duration {
        var rest = Substring(text)
        var sign = 1.0
        if let first = rest.first, first == "-" || first == "+" {
            sign = first == "-" ? -1 : 1
            rest = rest.dropFirst()
        }
        if rest == "0" { return .zero }
        guard !rest.isEmpty, rest.utf8.count <= 128 else { throw invalid(text) }
        var nanoseconds = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
            guard digits.contains(where: { $0 != "." }), let number = Double(digits) else { throw invalid(text) }
            rest = rest[digits.endIndex...]
            let unit = rest.prefix { !("0"..."9").contains($0) && $0 != "." }
            guard let factor = units[String(unit)] else { throw invalid(text) }
            rest = rest[unit.endIndex...]
            nanoseconds += number * factor
        }
        guard nanoseconds < 9.2e18 else { throw invalid(text) }
        return .nanoseconds(Int64(sign * (nanoseconds + 0.5)))
    }

    private static let units: [String: Double] = [
        "ns": 1, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9,
    ]

    private static func invalid(_ text: String) -> DockerfileError {
        DockerfileError(
            .badValue, "'\(PrintableText.of(text))' is no duration", remedy: "Write for example 30s or 1m30s.")
    }
}
