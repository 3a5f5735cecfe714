import Testing
import UnikraftCore

@testable import DockerfileModel

@Suite("Limits")
struct LimitTests {
    private func lines(_ count: Int, _ line: (Int) -> String) -> String {
        (0..<count).map(line).joined(separator: "\n")
    }

    @Test("A file that is too large is not read; the diagnostic names the limit and a remedy")
    func size() {
        let large = read("FROM a\n#" + String(repeating: "x", count: Dockerfile.sizeLimit))
        #expect(large.diagnostics.map(place) == ["1:1 dockerfile-limit"])
        #expect(large.diagnostics[0].message == "the file has more than 1048576 bytes")
        #expect(large.diagnostics[0].remedy?.contains("files of their own") == true)
        #expect(large.dockerfile.stages.isEmpty)
        #expect(
            !read("FROM a\n#" + String(repeating: "x", count: Dockerfile.sizeLimit - 8)).diagnostics.containsErrors)
    }

    @Test("Instructions and words are read up to a limit")
    func counts() {
        let stages = read(lines(DockerfileLimits.instructions + 5) { _ in "FROM a" })
        #expect(stages.diagnostics.map(place) == ["10001:1 dockerfile-limit"])
        #expect(stages.dockerfile.stages.count == DockerfileLimits.instructions)
        let words = problems("EXPOSE" + String(repeating: " 1", count: DockerfileLimits.words))
        #expect(words.contains("2:1 dockerfile-limit"))
        #expect(problems("RUN" + String(repeating: " x", count: DockerfileLimits.words)) == ["2:1 line-too-long"])
        #expect(
            problems("RUN" + String(repeating: " <<a", count: DockerfileLimits.words)).contains("2:1 dockerfile-limit"))
    }

    @Test("One budget holds for all variables of a file, and one problem says that it is spent")
    func budget() {
        let value = String(repeating: "x", count: 1 << 16)
        let uses = lines(100) { "LABEL a\($0)=$A" }
        #expect(
            findings("FROM scratch\nENV A=\(value)\n\(uses)").filter { $0.hasSuffix("limit") } == [
                "67:12 expansion-limit"
            ])
        let chain = "ARG A=\(value)\n" + lines(100) { "ARG A\($0)=$A" } + "\nFROM scratch\nARG A\n" + uses
        #expect(findings(chain).filter { $0.hasSuffix("limit") } == ["66:10 expansion-limit"])
        #expect(
            findings("FROM scratch\n" + lines(9000) { _ in "WORKDIR a" }).contains { $0.hasSuffix("expansion-limit") })
    }

    @Test("A step of a pattern counts against the budget")
    func patterns() throws {
        let expander = VariableExpander()
        let value = String(repeating: "a", count: 1000)
        func cost(_ text: String) throws -> Int {
            var budget = VariableExpander.defaultBudget
            _ = try expander.expansion(of: text, budget: &budget) { _ in value }
            return VariableExpander.defaultBudget - budget
        }
        #expect(try cost("$a") == 1000)
        // The star stays, and the letter behind it is looked for: two states for each character.
        #expect((1000 + 16 * 1000...1000 + 16 * 3000).contains(try cost("${a##*b}")))
        let error = #expect(throws: DockerfileError.self) {
            _ = try cost("${a##" + String(repeating: "*a", count: 500) + "b}")
        }
        #expect(error?.code == DockerfileProblem.expansionLimit.code)
        #expect(error?.remedy != nil)
    }

    @Test("Suggestions are looked for so many times only")
    func suggestions() {
        var spelling = SpellingBudget()
        var asked = 0
        for _ in 0..<100 {
            _ = spelling.closest(to: "naem") {
                asked += 1
                return ["name"]
            }
        }
        #expect(asked == 32)
        let names = lines(1000) { "ENV NAME_\($0)=1" }
        let found = Dockerfile.diagnose(bytes: Array("FROM a\n\(names)\n\(lines(1000) { "ENV X=$NAEM_\($0)" })".utf8))
        #expect(found.filter { $0.suggestion != nil }.count <= 32)
    }

    @Test("Sources are compared with the ignore file as long as that takes little")
    func comparisons() {
        let matcher = IgnoreMatcher.parse(lines(1000) { "directory\($0)" } + "\nx").matcher
        let text = "FROM scratch\n" + lines(5000) { _ in "COPY x /" }
        let found = Dockerfile.diagnose(bytes: Array(text.utf8), ignoreMatcher: matcher)
        let compared = (1 << 24) / matcher.size
        #expect((1001..<5000).contains(compared))
        #expect(found.last?.message == "there are \(compared - 1000) more problems besides those listed")
    }

    @Test("An ignore file that is too large is not read, and one with too many patterns in part")
    func ignoreFile() {
        let large = IgnoreMatcher.parse(String(repeating: "#", count: DockerfileLimits.bytes + 1))
        #expect(large.diagnostics.map(place) == ["1:1 dockerfile-limit"])
        let many = IgnoreMatcher.parse(String(repeating: "a\n", count: DockerfileLimits.patterns + 1))
        #expect(many.diagnostics.map(place) == ["10001:1 dockerfile-limit"])
    }
}
