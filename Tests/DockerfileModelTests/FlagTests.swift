import Testing
import UnikraftCore

@testable import DockerfileModel

@Suite("Flags")
struct FlagTests {
    private func copy(_ text: String) -> CopyInstruction? {
        if case .copy(let copy) = kind(text) { copy } else { nil }
    }

    @Test("Quotes in a flag are removed, and an escape character takes the next as it is")
    func quotes() {
        #expect(copy("COPY --chown=\"a b\" x y")?.chown == "a b")
        #expect(copy("COPY --cho'wn=a' x y")?.chown == "a")
        #expect(copy("COPY --chown=a\\ b x y")?.chown == "a b")
        #expect(copy("COPY --chown=ä x y")?.chown == "ä")
    }

    @Test("Two hyphens end the flags")
    func end() {
        #expect(copy("COPY -- --x /y")?.sources == [.path("--x")])
        #expect(copy("COPY --link -- a /y")?.link == true)
    }

    @Test("A flag behind the first argument is an argument")
    func order() {
        #expect(copy("COPY a --link /y")?.sources == [.path("a"), .path("--link")])
    }

    @Test("Flags that are on or off", arguments: [("", true), ("=true", true), ("=TRUE", true), ("=False", false)])
    func booleans(value: String, expected: Bool) {
        #expect(copy("COPY --link\(value) a b")?.link == expected)
    }

    @Test(
        "Wrong flags",
        arguments: [
            ("COPY --link=1 a b", "2:6 bad-flag"), ("COPY --link= a b", "2:6 bad-flag"),
            ("COPY --chown a b", "2:6 bad-flag"), ("COPY --chown=a --chown=b a b", "2:16 bad-flag"),
            ("WORKDIR --x /a", "2:9 unknown-flag"), ("RUN --network=bridge a", "2:5 bad-flag"),
            ("RUN --security=none a", "2:5 bad-flag"), ("RUN --mount a", "2:5 bad-flag"),
            ("CMD --x a", "2:5 unknown-flag"),
        ])
    func wrong(text: String, expected: String) {
        #expect(problems(text) == [expected])
    }

    @Test("Flags are kept in order with the instruction")
    func kept() {
        let flags = instructions("RUN --mount=type=ssh --network=none --security=insecure a")[0].flags
        #expect(flags.map(\.name) == ["mount", "network", "security"])
        #expect(flags.map(\.value) == ["type=ssh", "none", "insecure"])
    }
}
