import Testing
import UnikraftCore

@testable import DockerfileModel

@Suite("Instructions and their arguments")
struct InstructionTests {
    @Test("FROM with platform and name")
    func from() {
        let stages = read("FROM --platform=$BUILDPLATFORM alpine:3 as Build-1\nfrom build-1").dockerfile.stages
        #expect(stages[0].from.base == "alpine:3")
        #expect(stages[0].from.platform == "$BUILDPLATFORM")
        #expect(stages[0].name == "build-1")
        #expect(stages[0].from.writtenName == "Build-1")
        #expect(stages[1].name == nil)
        #expect(stages[1].index == 1)
    }

    @Test(
        "Wrong forms of FROM",
        arguments: [
            ("FROM", "1:1 bad-arguments"), ("FROM a b", "1:6 bad-arguments"), ("FROM a as", "1:6 bad-arguments"),
            ("FROM a AS b c", "1:6 bad-arguments"), ("FROM a AS 1b", "1:11 bad-stage-name"),
            ("FROM a AS b/c", "1:11 bad-stage-name"), ("FROM --platfrom=x a", "1:6 unknown-flag"),
        ])
    func wrongFrom(text: String, expected: String) {
        let parsed = read(text)
        #expect(parsed.diagnostics.map(place) == [expected])
        #expect(parsed.dockerfile.stages.count == 1)
    }

    @Test("ENV and LABEL: pairs with quotes and escapes, and the legacy form")
    func pairs() {
        #expect(
            kind("ENV a=1 b=\"x y\" c=x\\ y d='$x'")
                == .env([
                    KeyValue(key: "a", value: "1"), KeyValue(key: "b", value: "\"x y\""),
                    KeyValue(key: "c", value: "x\\ y"), KeyValue(key: "d", value: "'$x'"),
                ]))
        #expect(kind("ENV a b = c") == .env([KeyValue(key: "a", value: "b = c", isLegacy: true)]))
        #expect(
            kind("LABEL a.b=c=d e=") == .label([KeyValue(key: "a.b", value: "c=d"), KeyValue(key: "e", value: "")]))
        #expect(problems("ENV") == ["2:1 bad-arguments"])
        #expect(problems("ENV a") == ["2:5 bad-arguments"])
        #expect(problems("ENV a=b c =d") == ["2:9 bad-arguments", "2:11 bad-arguments"])
    }

    @Test("ARG: several names with and without defaults")
    func arg() {
        #expect(
            kind("# a the first\nARG a=\"x y\" b c=")
                == .arg([
                    ArgumentDeclaration(name: "a", defaultValue: "\"x y\"", summary: "the first"),
                    ArgumentDeclaration(name: "b"), ArgumentDeclaration(name: "c", defaultValue: ""),
                ]))
        #expect(problems("ARG") == ["2:1 bad-arguments"])
        #expect(problems("ARG =x") == ["2:5 bad-arguments"])
        #expect(problems("ARG --x a") == ["2:5 unknown-flag"])
    }

    @Test("COPY with all its flags")
    func copy() {
        #expect(
            kind("COPY --from=b --chown=u:g --chmod=u+x --link --parents --exclude=*.o --exclude=x a b /c/")
                == .copy(
                    CopyInstruction(
                        sources: [.path("a"), .path("b")], destination: "/c/", from: "b", chown: "u:g", chmod: "u+x",
                        link: true, parents: true, exclude: ["*.o", "x"])))
        #expect(
            kind("COPY [\"a b\", \"c d\"]") == .copy(CopyInstruction(sources: [.path("a b")], destination: "c d")))
        #expect(problems("COPY a") == ["2:6 bad-arguments"])
        #expect(problems("COPY") == ["2:1 bad-arguments"])
        for text in ["COPY [\"file\", \"\"]", "COPY file \"\"", "ADD a b ''", "ADD [\"a\",\"\"]"] {
            #expect(problems(text).map { $0.split(separator: " ").last } == ["bad-arguments"], "\(text)")
        }
    }

    @Test("ADD with all its flags")
    func add() {
        let flags = "--keep-git-dir=true --checksum=sha256:00 --unpack=false --chown=1 --chmod=755 --link=false"
        #expect(
            kind("ADD \(flags) --exclude=y https://h/x.tar /")
                == .add(
                    AddInstruction(
                        sources: [.path("https://h/x.tar")], destination: "/", chown: "1", chmod: "755", link: false,
                        keepGitDirectory: true, checksum: "sha256:00", unpack: false, exclude: ["y"])))
        #expect(problems("ADD --from=x a b") == ["2:5 unknown-flag"])
    }

    @Test("Commands in both forms")
    func commands() {
        #expect(kind("CMD [\"a\", \"b c\"]") == .cmd(.exec(["a", "b c"])))
        #expect(kind("CMD a  b") == .cmd(.shell("a  b")))
        #expect(kind("ENTRYPOINT []") == .entrypoint(.exec([])))
        #expect(kind("SHELL [\"/bin/bash\", \"-c\"]") == .shell(["/bin/bash", "-c"]))
        #expect(problems("SHELL bash -c") == ["2:7 bad-arguments"])
        #expect(problems("SHELL []") == ["2:7 bad-arguments"])
        #expect(problems("CMD") == ["2:1 bad-arguments"])
    }

    @Test("JSON: other values are errors, a slip makes it a shell command with a warning")
    func json() {
        #expect(problems("CMD [\"a\", 1]") == ["2:11 bad-json"])
        #expect(problems("CMD [\"a\", {\"b\": [null, -1.5e3, true]}]") == ["2:11 bad-json"])
        #expect(kind("CMD [\"a\",]") == .cmd(.shell("[\"a\",]")))
        #expect(problems("CMD [\"a\",]") == ["2:10 bad-json"])
        #expect(problems("CMD ['a']") == ["2:6 bad-json"])
        #expect(problems("RUN [ -f x ] && y").isEmpty)
        #expect(kind("CMD [\"\\u00e9\\n\\ud83d\\ude00\\ud800x\"]") == .cmd(.exec(["é\n😀\u{fffd}x"])))
    }

    @Test("Instructions with one argument, and lists")
    func others() {
        #expect(kind("WORKDIR /a b") == .workdir("/a b"))
        #expect(kind("USER a:b") == .user("a:b"))
        #expect(kind("STOPSIGNAL SIGINT") == .stopsignal("SIGINT"))
        #expect(kind("MAINTAINER A B <c>") == .maintainer("A B <c>"))
        #expect(kind("EXPOSE 80 53/udp  $P") == .expose(["80", "53/udp", "$P"]))
        #expect(kind("VOLUME /a /b") == .volume(["/a", "/b"]))
        #expect(kind("VOLUME [\" /a \"]") == .volume(["/a"]))
        #expect(problems("VOLUME [\"\"]") == ["2:8 bad-arguments"])
        #expect(problems("WORKDIR") == ["2:1 bad-arguments"])
        #expect(problems("EXPOSE") == ["2:1 bad-arguments"])
    }

    @Test("ONBUILD: the instruction within, what is not allowed, and mistakes in it as warnings")
    func onbuild() {
        guard case .onbuild(let trigger) = kind("ONBUILD COPY --link a /b") else {
            Issue.record("no ONBUILD")
            return
        }
        #expect(trigger.kind == .copy(CopyInstruction(sources: [.path("a")], destination: "/b", link: true)))
        #expect(trigger.text == "COPY --link a /b")
        for word in ["ONBUILD", "FROM", "MAINTAINER"] {
            #expect(problems("ONBUILD \(word) x") == ["2:9 misplaced-instruction"])
        }
        #expect(problems("ONBUILD") == ["2:1 bad-arguments"])
        let mistakes = read("FROM a\nONBUILD CPOY a b").diagnostics
        #expect(mistakes.map(\.severity) == [.warning])
    }

    @Test("Unknown instructions get a suggestion")
    func unknown() {
        let found = read("FROM a\nCPOY a b\nhello\n").diagnostics
        #expect(found.map(place) == ["2:1 unknown-instruction", "3:1 unknown-instruction"])
        #expect(found[0].suggestion == "COPY")
        #expect(found[1].suggestion == nil)
    }

    @Test("What stands before the first FROM")
    func beforeFrom() {
        let parsed = read("ARG a=1\nARG b\nRUN x\nFROM c\nRUN y")
        #expect(parsed.diagnostics.map(place) == ["3:1 misplaced-instruction"])
        #expect(parsed.dockerfile.globalArguments.count == 2)
        #expect(read("").diagnostics.map(place) == ["1:1 empty-dockerfile"])
        #expect(read("# only\n").diagnostics.map(place) == ["1:1 empty-dockerfile"])
        #expect(read("ARG a\n").diagnostics.map(place) == ["1:1 empty-dockerfile"])
    }

    @Test("Every problem of a file is reported")
    func allProblems() {
        let text = "FROM\nRUN --x a\nCOPY a\nFOO\nENV\nEXPOSE\nHEALTHCHECK CMD\n"
        #expect(read(text).diagnostics.map { $0.location?.line } == [1, 2, 3, 4, 5, 6, 7])
    }

    @Test("A message shows the line with a mark and says what to do")
    func rendering() {
        let found = read("FROM a\nCOPY --form=b x /y\n").diagnostics
        #expect(
            found.map(\.description) == [
                """
                Dockerfile:2:6: error: COPY has no flag --form [unknown-flag]
                  2 | COPY --form=b x /y
                    |      ^~~~~~~~
                  suggestion: --from=b
                  help: Its flags are --chown, --chmod, --link, --exclude, --from, --parents.
                """
            ])
    }
}
