import Testing
import UnikraftCore

@testable import DockerfileModel

@Suite("Docker's build checks")
struct CheckTests {
    @Test(
        "Each rule finds what it is for, at its place",
        arguments: [
            ("FROM alpine AS Build", ["1:16 stage-name-casing"]),
            ("FROM alpine as build", ["1:13 from-as-casing"]),
            ("FROM alpine AS a\nFROM alpine AS a", ["2:16 duplicate-stage-name"]),
            ("FROM alpine AS context", ["1:16 reserved-stage-name"]),
            ("FROM scratch\nCMD run", ["2:1 json-args-recommended"]),
            ("FROM scratch\nENTRYPOINT run", ["2:1 json-args-recommended"]),
            ("FROM scratch\nLABEL x=$nope", ["2:10 undefined-var"]),
            ("FROM scratch\nLABEL nope=${nope}", ["2:14 undefined-var"]),
            ("FROM alpine$nope", ["1:13 undefined-arg-in-from"]),
            ("FROM scratch\nMAINTAINER me", ["2:1 maintainer-deprecated"]),
            ("FROM scratch\nENV a b", ["2:1 legacy-key-value-format"]),
            ("FROM scratch\nLABEL a b", ["2:1 legacy-key-value-format"]),
            ("FROM scratch\nRUN a \\\n\n  b", ["3:1 no-empty-continuation"]),
            ("FROM scratch\nuser a\nUSER b", ["2:1 consistent-instruction-casing"]),
            ("FROM scratch\nCMD [\"a\"]\nCMD [\"b\"]", ["2:1 multiple-instructions-disallowed"]),
            ("FROM scratch\nHEALTHCHECK NONE\nHEALTHCHECK NONE", ["2:1 multiple-instructions-disallowed"]),
            ("FROM scratch\nWORKDIR x", ["2:9 workdir-relative-path"]),
            ("FROM --platform=$TARGETPLATFORM alpine", ["1:17 redundant-target-platform"]),
            ("FROM --platform=linux/arm64 alpine", ["1:17 from-platform-flag-const-disallowed"]),
            ("FROM scratch\nARG API_TOKEN", ["2:5 secrets-used-in-arg-or-env"]),
            ("FROM scratch\nENV db_password=x", ["2:5 secrets-used-in-arg-or-env"]),
            ("ARG tag\nFROM alpine:$tag", ["2:6 invalid-default-arg-in-from"]),
            ("FROM scratch\nEXPOSE 80/TCP", ["2:8 expose-proto-casing"]),
            ("FROM scratch\nEXPOSE 127.0.0.1:80:80", ["2:8 expose-invalid-format"]),
        ])
    func rules(text: String, expected: [String]) {
        #expect(findings(text) == expected)
    }

    @Test(
        "What must not be reported",
        arguments: [
            "FROM alpine AS build\nFROM build", "from alpine as build\nrun x", "From alpine As b\nFROM a",
            "FROM scratch\nSHELL [\"/bin/bash\", \"-c\"]\nCMD run", "FROM scratch\nARG x\nLABEL y=$x",
            "FROM scratch\nLABEL p=$PATH", "ARG tag=3\nFROM alpine:$tag",
            "FROM scratch AS a\nCMD [\"a\"]\nFROM a\nCMD [\"b\"]",
            "FROM scratch\nWORKDIR /a\nWORKDIR b", "FROM --platform=$BUILDPLATFORM alpine",
            "FROM --platform=linux/arm64 a AS b-arm64",
            "FROM scratch\nARG PUBLIC_KEY\nENV KEY_FILE=x TOKENS=y", "FROM alpine\nLABEL x=$SET_BY_THE_IMAGE",
            "FROM scratch\nENV d=/x\nWORKDIR $d", "FROM scratch AS a\nARG x=1\nFROM a\nLABEL y=$x",
            "FROM scratch\nRUN echo $anything", "FROM scratch\nLABEL a='$x' b=\\$y",
        ])
    func clean(text: String) {
        let mixedCase = text.hasPrefix("From") ? ["1:1 consistent-instruction-casing"] : []
        #expect(findings(text) == mixedCase)
    }

    @Test("Variables of an unknown base image: only a likely slip is reported")
    func unknownBase() throws {
        let found = Dockerfile.diagnose(bytes: Array("FROM alpine\nENV VERSION=1\nLABEL v=${VERSOIN}".utf8))
        #expect(found.map(place) == ["3:11 undefined-var"])
        #expect(found.first?.suggestion == "VERSION")
        let dockerfile = try Dockerfile(parsing: Array("FROM img\nLABEL a=$A b=$B".utf8))
        let settings = ImageSettings(environment: [EnvironmentVariable(name: "A", value: "1")])
        #expect(dockerfile.check(baseImages: ["img": settings]).map(place) == ["2:15 undefined-var"])
    }

    @Test("Files that the ignore file leaves out")
    func ignoredFiles() {
        let text =
            "FROM scratch AS a\nFROM scratch\nCOPY x.log ./y /z/\nADD x.log /\nCOPY --from=a x.log /\nADD https://h/x.log /\nCOPY . /"
        #expect(findings(text, ignoring: "*.log") == ["3:6 copy-ignored-file", "4:5 copy-ignored-file"])
        #expect(findings(text, ignoring: "*.log\n!keep").isEmpty)
        #expect(findings("FROM scratch\nCOPY . /", ignoring: "*") == ["2:6 copy-ignored-file"])
    }

    @Test("Rules are skipped for the file, for an instruction, or made errors")
    func options() {
        let body = "FROM scratch\nCMD a\nMAINTAINER b"
        #expect(findings("# check=skip=all\n" + body).isEmpty)
        #expect(findings("# check=skip=MaintainerDeprecated\n" + body) == ["3:1 json-args-recommended"])
        #expect(
            findings("FROM scratch\n# check=skip=JSONArgsRecommended\nCMD a\nMAINTAINER b") == [
                "4:1 maintainer-deprecated"
            ])
        let strict = Dockerfile.diagnose(bytes: Array("# check=error=true\nFROM scratch\nCMD a".utf8))
        #expect(strict.map(\.severity) == [.error])
        let lenient = Dockerfile.diagnose(bytes: Array("FROM scratch\nCMD a".utf8))
        #expect(lenient.map(\.severity) == [.warning])
    }

    @Test("The experimental rule is checked on request")
    func experimental() {
        let text = "# something\nARG x=1\nFROM scratch AS b\n# y is good\nARG y=1\n"
        #expect(findings(text).isEmpty)
        #expect(findings("# check=experimental=all\n" + text) == ["3:1 invalid-definition-description"])
    }

    @Test("Suggestions for variables of FROM")
    func suggestions() {
        let found = Dockerfile.diagnose(bytes: Array("ARG VERSION=1\nFROM alpine:${VERSON}".utf8))
        #expect(found.first { $0.code == CheckRule.undefinedArgInFrom.code }?.suggestion == "VERSION")
    }

    @Test("Problems of syntax, stages and values come together, in the order of the file")
    func together() {
        let text = "FROM scratch\nCOPY --frm=x a b\nCOPY --from=7 a b\nSTOPSIGNAL x\nCMD y\n"
        #expect(
            findings(text) == [
                "2:6 unknown-flag", "3:13 unknown-stage", "4:12 bad-value", "5:1 json-args-recommended",
            ])
    }

    @Test("A value that only lacks a build argument is no error")
    func missingArgument() {
        let found = Dockerfile.diagnose(bytes: Array("FROM scratch\nARG sig\nSTOPSIGNAL $sig".utf8))
        #expect(found.map(\.severity) == [.warning])
        #expect(findings("FROM scratch\nARG sig\nSTOPSIGNAL $sig", arguments: ["sig": "9"]).isEmpty)
    }

    @Test("Codes are the names with hyphens, and lead to Docker's pages")
    func codes() {
        #expect(CheckRule.jsonArgsRecommended.code.description == "json-args-recommended")
        #expect(CheckRule.fromAsCasing.documentation == "https://docs.docker.com/go/dockerfile/rule/from-as-casing/")
        #expect(Set(CheckRule.allCases.map(\.code)).count == CheckRule.allCases.count)
        #expect(Set(DockerfileProblem.allCases.map(\.code)).count == DockerfileProblem.allCases.count)
    }
}
