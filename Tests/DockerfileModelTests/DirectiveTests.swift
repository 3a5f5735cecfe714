import Testing
import UnikraftCore

@testable import DockerfileModel

@Suite("Parser directives")
struct DirectiveTests {
    @Test("All three are read, in any case and with blanks")
    func all() {
        let parsed = read(
            "# syntax=docker/dockerfile:1 extra\n#ESCAPE = `\n#  check = skip=UndefinedVar,FromAsCasing;error=true\nFROM a"
        )
        #expect(parsed.diagnostics.isEmpty)
        #expect(parsed.dockerfile.directives.syntax == "docker/dockerfile:1")
        #expect(parsed.dockerfile.directives.escape == .backtick)
        #expect(parsed.dockerfile.directives.check.skippedRules == ["UndefinedVar", "FromAsCasing"])
        #expect(parsed.dockerfile.directives.check.failsOnViolation)
    }

    @Test("The backtick continues lines and escapes, and the backslash is like other characters")
    func backtick() {
        let parsed = read("# escape=`\nFROM a\nCOPY file `\n c:\\dir\\\nENV k=a`\"b v=\"x`\"y\"\n")
        guard case .copy(let copy) = parsed.dockerfile.stages[0].instructions[0].kind else {
            Issue.record("no COPY")
            return
        }
        #expect(copy.destination == "c:\\dir\\")
        #expect(
            parsed.dockerfile.stages[0].instructions[1].kind
                == .env([KeyValue(key: "k", value: "a`\"b"), KeyValue(key: "v", value: "\"x`\"y\"")]))
    }

    @Test("A comment, an empty line or an instruction ends the directives", arguments: ["# note\n", "\n", "ARG X\n"])
    func end(first: String) {
        let parsed = read("\(first)# escape=`\nFROM a\nRUN b `\nUSER c")
        #expect(parsed.dockerfile.directives.escape == .backslash)
        #expect(parsed.diagnostics.map(place) == ["2:1 bad-directive"])
        #expect(parsed.dockerfile.stages[0].instructions.count == 2)
    }

    @Test("An unknown directive is a comment and ends them")
    func unknown() {
        #expect(read("# other=x\n# escape=`\nFROM a").dockerfile.directives.escape == .backslash)
    }

    @Test("A directive given twice, and a wrong value, are errors")
    func errors() {
        #expect(read("# escape=`\n# escape=`\nFROM a").diagnostics.map(place) == ["2:1 bad-directive"])
        #expect(read("# escape=xy\nFROM a").diagnostics.map(place) == ["1:10 bad-directive"])
        #expect(read("# check=skip\nFROM a").diagnostics.map(place) == ["1:9 bad-directive"])
        #expect(read("# check=error=maybe\nFROM a").diagnostics.map(place) == ["1:9 bad-directive"])
    }

    @Test("A first line that names an interpreter is passed over")
    func shebang() {
        let parsed = read("#!/usr/bin/env builder\n# syntax=x/y\n# escape=`\nFROM a")
        #expect(parsed.dockerfile.directives.syntax == "x/y")
        #expect(parsed.dockerfile.directives.escape == .backslash)
    }

    @Test("Options of check above an instruction are added to those of the file")
    func localOptions() {
        let options = CheckOptions(comments: ["note", "check=skip=A,B"])
        #expect(options?.skippedRules == ["A", "B"])
        #expect(CheckOptions(comments: ["checked = twice"]) == nil)
        #expect(CheckOptions(skippedRules: ["C"]).merging(options ?? .init()).skippedRules == ["A", "B", "C"])
    }
}
