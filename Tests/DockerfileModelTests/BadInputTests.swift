import Testing
import UnikraftCore

@testable import DockerfileModel

@Suite("Bad input")
struct BadInputTests {
    private func findings(_ bytes: [UInt8]) -> [String] {
        Dockerfile.parse(bytes: bytes).diagnostics.map(place)
    }

    @Test("NUL bytes and bytes that are not UTF-8")
    func encoding() {
        #expect(findings(Array("FROM a\nRUN b\0c\n".utf8)) == ["2:6 nul-byte"])
        #expect(findings(Array("FROM a\nRUN b".utf8) + [0xff, 0x0a]) == ["2:6 invalid-utf8"])
        let comment = Dockerfile.parse(bytes: Array("# caf".utf8) + [0xe9] + Array("\nFROM a".utf8))
        #expect(comment.diagnostics.map(\.severity) == [.warning])
        for bytes: [UInt8] in [[0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80]] {
            #expect(findings(Array("FROM a\nUSER ".utf8) + bytes).contains("2:6 invalid-utf8"), "\(bytes)")
        }
        #expect(findings(Array("FROM a\nUSER é€😀".utf8)).isEmpty)
    }

    @Test("A line longer than Docker reads is read, with a warning")
    func longLine() {
        let parsed = read("FROM a\nRUN " + String(repeating: "x", count: 100_000))
        #expect(parsed.diagnostics.map(place) == ["2:1 line-too-long"])
        #expect(!parsed.diagnostics.containsErrors)
    }

    @Test("So many problems that not all are listed")
    func manyProblems() {
        let found = read("FROM a\n" + String(repeating: "NOPE\n", count: 5000)).diagnostics
        #expect(found.count == Report.limit + 1)
        #expect(found.last?.message == "there are 4000 more problems besides those listed")
        #expect(found.last?.severity == .error)
        let warnings = DockerfileModelTests.findings(
            "FROM a\n" + String(repeating: "ENV a b\n", count: 1001))
        #expect(warnings.last == "1001:1 too-many-problems")
    }

    @Test("Unterminated quotes are problems of the instruction")
    func quotes() {
        #expect(
            DockerfileModelTests.findings("FROM scratch\nENV a=\"b\nLABEL c='d") == [
                "2:7 bad-substitution", "3:9 bad-substitution",
            ])
        #expect(kind("RUN --mount='x a") == .unreadable)
    }

    @Test("Deep JSON, deep braces, many flags and many words do not trap")
    func depth() {
        let count = 20_000
        #expect(kind("CMD " + String(repeating: "[", count: count)) != nil)
        #expect(kind("CMD [" + String(repeating: "{\"a\":", count: count)) != nil)
        #expect(
            !DockerfileModelTests.findings("FROM scratch\nLABEL a=" + String(repeating: "${b:-", count: count)).isEmpty)
        #expect(kind("COPY " + String(repeating: "--link ", count: 1000) + "a b") == .unreadable)
        #expect(kind("ENV " + String(repeating: "a=b ", count: count)) != nil)
        #expect(kind("RUN " + String(repeating: "<<a ", count: 1000)) != nil)
    }

    @Test("Every prefix of a file is read without a trap")
    func prefixes() {
        let text = """
            # escape=`
            ARG A=${B:-"c"}
            FROM --platform=$X img:${A%x*} AS b
            RUN --mount=type=cache,target=/x `
              # c
              cat <<-"E" 3<<F && x
            \tone
            \tE
            two
            F
            COPY --from=b --chmod=u+x ["a", "\\u00e9"] /d/
            HEALTHCHECK --interval=5s CMD [ "x" ]
            ONBUILD ADD --checksum=sha256:0 http://x /y
            ENV k="v `"w" l='m' n=o`
            """
        let bytes = Array(text.utf8)
        for end in bytes.indices {
            let found = Dockerfile.diagnose(bytes: Array(bytes[..<end]))
            #expect(found.allSatisfy { ($0.location?.line ?? 1) <= 17 })
        }
    }

    @Test("Ignore patterns of any length and shape")
    func patterns() {
        let long = IgnoreMatcher.parse(String(repeating: "a", count: 70_000))
        #expect(long.diagnostics.map(place) == ["1:1 line-too-long", "1:1 bad-pattern"])
        let stars = IgnoreMatcher.parse(String(repeating: "*a", count: 500)).matcher
        #expect(!stars.ignores(String(repeating: "a", count: 500) + "b"))
        let directories = IgnoreMatcher.parse(String(repeating: "**/", count: 1000) + "x").matcher
        #expect(directories.ignores(String(repeating: "d/", count: 500) + "x"))
    }
}
