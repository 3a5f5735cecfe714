import Testing
import UnikraftCore

@testable import DockerfileModel

/// Where diagnostics point.
@Suite("Places")
struct PlaceTests {
    @Test(
        "Behind a continuation, the line and column of the file",
        arguments: [
            ("LABEL a=b \\\n  # ${x\n  c=${x", ["4:5 bad-substitution"]),
            ("ENV a=b \\\n c=\"d \\\n ${e:?none}\"", ["4:2 missing-variable"]),
            ("ENV a b \\\n ${c", ["3:2 bad-substitution"]),
            ("LABEL \\\n\\\n\tx=$nope", ["4:5 undefined-var"]),
            ("RUN --mount=type=cache,target=/a \\\n --mount=type=nope \\\n x", ["3:2 bad-mount"]),
            ("COPY a \\\n  # --from\n  http://x/y \\\n  /", ["4:3 bad-source"]),
            ("STOPSIGNAL \\\n  SIGNOPE", ["3:3 bad-value"]),
            ("COPY --chmod=999 \\\n a b", ["2:14 bad-value"]),
            ("EXPOSE 80 \\\n 80/TCP", ["3:2 expose-proto-casing"]),
            ("HEALTHCHECK --interval=1s \\\n --timeout=x CMD a", ["3:2 bad-value"]),
            ("CMD [\"a\", \\\n 'b']", ["2:1 json-args-recommended", "3:2 bad-json"]),
            ("COPY <<E /x\na\n  ${b\nE", ["4:3 bad-substitution"]),
            ("COPY <<-E /x\n\t\t${b\n\tE", ["3:3 bad-substitution"]),
            ("COPY <<E /x\n$nope\nE", ["3:2 undefined-var"]),
        ])
    func continued(text: String, expected: [String]) {
        #expect(findings("FROM scratch\n" + text) == expected)
    }

    @Test("The mark covers what is meant, not the same letters elsewhere")
    func marks() {
        func mark(_ text: String) -> String? {
            let excerpt = Dockerfile.diagnose(bytes: Array(text.utf8)).first?.excerpt
            return excerpt.map { "\($0.text)\n\($0.markLine)" }
        }
        #expect(
            mark("FROM --platform=linux/amd64 Linux AS amd64") == "FROM --platform=linux/amd64 Linux AS amd64\n"
                + String(repeating: " ", count: 28) + "^~~~~")
        #expect(
            mark("FROM a AS build\nFROM scratch\nCOPY --chown=biuldx --from=biuld biuld /")
                == "COPY --chown=biuldx --from=biuld biuld /\n" + String(repeating: " ", count: 27) + "^~~~~")
    }

    @Test("Problems that a person must act on say what to do")
    func remedies() {
        let text = """
            FROM scratch
            LABEL a=${b c=${d:?} "e
            ENV a=${b:?}
            ENV c=${d~}
            STOPSIGNAL x
            COPY --chmod=u a b
            ADD --checksum=sha256:1 https://a/b c
            EXPOSE 99999
            HEALTHCHECK --interval=x --timeout=1ns CMD a
            RUN --mount=type=x a
            RUN --mount=nope a
            RUN --mount=type=cache,mode=9 a
            RUN --mount="a a
            RUN --mount=type=secret a
            RUN --mount=type=bind,uid=1 a
            RUN --device=a,b a
            FROM --platform=a/b/c/d scratch
            """
        let found = Dockerfile.diagnose(bytes: Array(text.utf8))
        #expect(
            Set(found.map(\.code.description)).isSuperset(of: [
                "bad-substitution", "missing-variable", "bad-value", "bad-mount",
            ]))
        for diagnostic in found { #expect(diagnostic.remedy?.hasSuffix(".") == true, "\(diagnostic)") }
    }

    @Test(
        "Small slips",
        arguments: [
            ("# check=skip=UndefinedVer,InvalidBaseImagePlatform,JSONArgsRecommended\nFROM a", ["1:9 bad-directive"]),
            ("FROM scratch\nENV $x=y", ["2:6 undefined-var", "2:5 bad-arguments"]),
            ("FROM scratch\nLABEL \"\"=y", ["2:7 bad-arguments"]),
            ("FROM scratch\nENV A B=c", ["2:1 legacy-key-value-format"]),
        ])
    func slips(text: String, expected: [String]) {
        #expect(Set(findings(text)) == Set(expected))
    }

    @Test("The form ENV NAME VALUE takes all that follows the name")
    func legacy() {
        #expect(kind("ENV A B=c d") == .env([KeyValue(key: "A", value: "B=c d", isLegacy: true)]))
    }

    @Test("A brace that is missing before a blank is called so")
    func brace() {
        let error = #expect(throws: DockerfileError.self) { try VariableExpander().expand("a ${b\n") { _ in nil } }
        #expect(error?.message == "'}' is missing at the end of ${…}")
        #expect(error?.offset == 2)
    }

    @Test("A near miss of a JSON array is called what the instruction makes of it")
    func nearJSON() {
        let copy = read("FROM a\nCOPY ['a', '/b']\nCMD ['a']").diagnostics.map(\.message)
        #expect(copy[0] == "this is no JSON, so COPY takes each word for a path")
        #expect(copy[1] == "this is no JSON, so CMD takes the whole line for a shell command")
    }
}
