import Testing
import UnikraftCore

@testable import DockerfileModel

@Suite("Here-documents")
struct HeredocTests {
    @Test("RUN keeps the lines as they are")
    func run() {
        let parsed = instructions("RUN <<EOF\none\n  # two\n\\\nEOF\nUSER me")
        #expect(
            parsed[0].kind
                == .run(
                    RunInstruction(
                        command: .shell("<<EOF"),
                        heredocs: [Heredoc(name: "EOF", content: "one\n  # two\n\\\n", lines: 3..<6)])))
        #expect(parsed[0].lines == 2...6)
        #expect(parsed[1].kind == .user("me"))
    }

    @Test("Several follow each other in the order of their words")
    func several() {
        let parsed = instructions("COPY <<one.txt <<'two.txt' /dir/\n1 $a\none.txt\n2 $a\ntwo.txt\n")
        guard case .copy(let copy) = parsed[0].kind, case .inline(let one) = copy.sources[0],
            case .inline(let two) = copy.sources[1]
        else {
            Issue.record("no two here-documents")
            return
        }
        #expect((one.name, one.content, one.expands) == ("one.txt", "1 $a\n", true))
        #expect((two.name, two.content, two.expands) == ("two.txt", "2 $a\n", false))
        #expect(copy.destination == "/dir/")
    }

    @Test("Two of one name keep their own content")
    func sameName() {
        guard case .copy(let copy) = kind("COPY <<A <<A /d/\n1\nA\n2\nA\n") else {
            Issue.record("no COPY")
            return
        }
        let contents = copy.sources.map { if case .inline(let heredoc) = $0 { heredoc.content } else { "" } }
        #expect(contents == ["1\n", "2\n"])
    }

    @Test("A hyphen drops tabs at the start of lines and before the delimiter")
    func tabs() {
        let heredoc = instructions("ADD <<-EOF /x\n\t\tone\n\t two\n\tEOF\n")[0].heredocs[0]
        #expect(heredoc.content == "\t\tone\n\t two\n")
        #expect(heredoc.fileContent == "one\n two\n")
    }

    @Test(
        "Words that announce one",
        arguments: [
            ("<<EOF", "EOF", true, false, UInt(0)), ("<<-EOF", "EOF", true, true, 0),
            ("<<\"EOF\"", "EOF", false, false, 0),
            ("<<'A B'", "A B", false, false, 0), ("3<<EOF", "EOF", true, false, 3), ("<<E\\OF", "EOF", true, false, 0),
            ("<< EOF", "EOF", true, false, 0), ("<<E\"O\"F", "EOF", false, false, 0),
            ("<<file.txt", "file.txt", true, false, 0),
        ])
    func words(text: String, name: String, expands: Bool, stripsTabs: Bool, descriptor: UInt) throws {
        let word = try #require(HeredocWord(text))
        #expect(word.name == name)
        #expect(word.expands == expands)
        #expect(word.stripsTabs == stripsTabs)
        #expect(word.descriptor == descriptor)
    }

    @Test("Words that announce none", arguments: ["<<", "<<-", "EOF", "<<<EOF", "a<<EOF", "<<A B", "<EOF", "<<'A"])
    func noWords(text: String) {
        #expect(HeredocWord(text) == nil)
    }

    @Test("A here-string, a shift and an unclosed quote announce none")
    func lookAlikes() {
        #expect(instructions("RUN cat <<<x\nUSER a")[0].heredocs.isEmpty)
        #expect(instructions("RUN echo $((1<<2))\nUSER a")[0].heredocs.isEmpty)
        #expect(instructions("RUN echo it's <<EOF\nUSER a")[0].heredocs.isEmpty)
        #expect(instructions("CMD cat <<EOF\nUSER a")[0].heredocs.isEmpty)
        #expect(instructions("RUN [\"<<EOF\"]\nUSER a")[0].heredocs.isEmpty)
    }

    @Test("Without its end it reaches to the end of the file, and is an error")
    func unterminated() {
        #expect(problems("RUN cat <<EOF\none\ntwo") == ["2:9 bad-heredoc"])
        #expect(problems("COPY x <<EOF\nEOF\n") == ["2:6 bad-heredoc"])
    }

    @Test("ONBUILD takes those of its instruction")
    func onbuild() {
        let parsed = instructions("ONBUILD RUN <<EOF\nhello\nEOF\nUSER me")
        #expect(parsed.count == 2)
        #expect(parsed[0].triggerText.hasPrefix("ONBUILD"))
        guard case .onbuild(let trigger) = parsed[0].kind else {
            Issue.record("no ONBUILD")
            return
        }
        #expect(trigger.triggerText == "RUN <<EOF\nhello\nEOF")
    }

    @Test("What RUN starts for a script, a file with an interpreter, and a here-document for a program")
    func programs() {
        func program(_ text: String) -> RunInstruction.Program? {
            guard case .run(let run) = kind(text) else { return nil }
            return run.program(shell: ["sh", "-c"])
        }
        #expect(program("RUN <<E\na\nb\nE\n") == .arguments(["sh", "-c", "a\nb\n"]))
        #expect(program("RUN <<E\n#!/bin/awk\nb\nE\n") == .script(name: "E", content: "#!/bin/awk\nb\n"))
        #expect(program("RUN cat <<E >f\nb\nE\n") == .arguments(["sh", "-c", "cat <<E >f\nb\nE"]))
        #expect(program("RUN [\"a\", \"b\"]") == .arguments(["a", "b"]))
        #expect(program("RUN a b") == .arguments(["sh", "-c", "a b"]))
    }
}
