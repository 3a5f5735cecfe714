import Testing
import UnikraftCore

@testable import DockerfileModel

@Suite("Lines, comments and continuation")
struct LineTests {
    @Test("A continued line is joined without the escape character, and keeps the indent of the next")
    func joinsLines() {
        let parsed = instructions("RUN one \\\n    two \\   \n\tthree\nUSER me")
        #expect(parsed[0].kind == .run(RunInstruction(command: .shell("one     two \tthree"))))
        #expect(parsed[0].lines == 2...4)
        #expect(parsed[1].kind == .user("me"))
        #expect(parsed[1].lines == 5...5)
    }

    @Test("Two escape characters at the end of a line do not continue it")
    func escapedEscape() {
        let parsed = instructions("RUN one \\\\\nUSER me")
        #expect(parsed.map(\.kind) == [.run(RunInstruction(command: .shell("one \\\\"))), .user("me")])
    }

    @Test("Comments within an instruction are dropped, whatever their indent")
    func commentsInside() {
        let parsed = instructions("RUN one \\\n# no\n   # neither\n  two # part of it")
        #expect(parsed[0].kind == .run(RunInstruction(command: .shell("one   two # part of it"))))
    }

    @Test("An empty line within an instruction is reported and dropped")
    func emptyContinuation() {
        #expect(kind("RUN one \\\n\n  two") == .run(RunInstruction(command: .shell("one   two"))))
        #expect(problems("RUN one \\\n\n  two") == ["3:1 no-empty-continuation"])
        #expect(read("# check=skip=NoEmptyContinuation\nFROM a\nRUN b \\\n\nc").diagnostics.isEmpty)
    }

    @Test("A continuation at the end of the file continues nothing")
    func continuationAtEnd() {
        #expect(kind("RUN one \\") == .run(RunInstruction(command: .shell("one"))))
        #expect(problems("\\\n") == ["2:1 unknown-instruction"])
    }

    @Test("CR LF line ends and a byte order mark change nothing")
    func windowsText() {
        let plain = read("FROM a AS b\nRUN x \\\n y\nENV k=v\n").dockerfile
        let windows = read("\u{feff}FROM a AS b\r\nRUN x \\\r\n y\r\nENV k=v\r\n").dockerfile
        #expect(windows.stages.map { $0.instructions.map(\.kind) } == plain.stages.map { $0.instructions.map(\.kind) })
        #expect(windows.stages[0].from == plain.stages[0].from)
    }

    @Test("Comments directly above an instruction belong to it; an empty line or comment cuts them off")
    func commentsAbove() {
        let parsed = instructions("# far\n\n# one\n#two\nUSER a\n# x\n#\nUSER b")
        #expect(parsed.map(\.comments) == [["one", "two"], []])
    }

    @Test("Keywords are read in any case, and kept as written")
    func keywordCase() {
        let parsed = instructions("run a\nRun b\nWORKDIR /c")
        #expect(parsed.map(\.word) == ["run", "Run", "WORKDIR"])
        #expect(parsed.map(\.keyword) == [.run, .run, .workdir])
    }

    @Test("The bytes of an instruction reach from its keyword to the end of its last line")
    func ranges() {
        let source = "FROM a\n\n  RUN one \\\n two\nCOPY <<X /x\nbody\nX\nUSER me\n"
        let parsed = read(source).dockerfile
        let texts = parsed.stages[0].instructions.map { String(decoding: parsed.source.bytes[$0.range], as: UTF8.self) }
        #expect(texts == ["RUN one \\\n two", "COPY <<X /x\nbody\nX", "USER me"])
    }

    @Test("A place behind a continuation points at the right line and column")
    func placesInJoinedLines() {
        #expect(problems("COPY --chown=a \\\n  --wrong x /y") == ["3:3 unknown-flag"])
        #expect(problems("ENV a=b \\\n    c=d wrong") == ["3:9 bad-arguments"])
    }
}
