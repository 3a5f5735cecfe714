import Testing

@testable import KraftfileModel

@Suite("YAML as PyYAML reads it")
struct YAMLOracleTests {
    /// Where we are stricter or laxer on purpose.
    static let differences: Set<String> = [
        // A second document is a warning to us and an error to PyYAML's compose.
        "a: b\n---\nc: d\n",
        // An empty document is nothing to us and an empty scalar to PyYAML.
        "---\n...\n",
        // Tabs in brackets are blanks to the specification and to libyaml.
        "a: [\n\tb\n]\n",
        // A surrogate is no character; PyYAML makes a string that cannot be encoded.
        "a: \"\\ud800\"\n",
    ]

    @Test(.enabled(if: PythonOracle.has("yaml"), "python3 with PyYAML is not installed"))
    func samples() throws {
        let samples = yamlSamples.filter { !Self.differences.contains($0) }
        let expected = try PythonOracle.run(pythonDump, input: samples.joined(separator: "\0"))
            .split(separator: "\0", omittingEmptySubsequences: false)
        #expect(expected.count == samples.count)
        for (sample, expected) in zip(samples, expected) {
            #expect(ourDump(sample) == expected, "\(sample.debugDescription)")
        }
    }
}
