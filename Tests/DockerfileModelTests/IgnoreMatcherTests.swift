import Testing
import UnikraftCore

@testable import DockerfileModel

@Suite("Ignore files")
struct IgnoreMatcherTests {
    private func ignores(_ patterns: String, _ path: String) -> Bool {
        IgnoreMatcher.parse(patterns).matcher.ignores(path)
    }

    @Test(
        "One pattern",
        arguments: [
            ("a", "a", true), ("a", "a/b", true), ("a", "b/a", false), ("a", "ab", false), ("/a", "a", true),
            ("a/", "a", true),
            ("a/", "a/b/c", true), ("./a", "a", true), ("a/../b", "b", true), ("a//b", "a/b", true),
            ("*.md", "x.md", true),
            ("*.md", "d/x.md", false), ("*/x", "d/x", true), ("*/x", "d/e/x", false), ("a?", "ab", true),
            ("a?", "a/", false),
            ("*", "a/b", true), ("**", "a/b", true), ("**/x", "x", true), ("**/x", "a/b/x", true),
            ("**/x", "a/b/yx", false),
            ("**x", "a/yx", true), ("**x*", "a/yx", false), ("a/**", "a/b", true), ("a/**", "a", false),
            ("a/**/z", "a/z", true),
            ("a/**/z", "a/b/c/z", true), ("a**", "ab/c", true), ("a/*/c", "a/b/c/d", true), ("[a-c]x", "bx", true),
            ("[^a-c]x", "bx", false), ("[^a-c]x", "dx", true), ("a[.]b", "a.b", true), ("\\*", "*", true),
            ("\\*", "a", false),
            ("a\\[b", "a[b", true), ("a.b", "axb", false), ("ü?", "üß", true), ("a|b", "a|b", true),
            ("(a)+", "(a)+", true),
            (".", "a", false), ("/", "a", false), ("..", "a", false), ("**/.git", "x/.git/config", true),
            ("*.*.*", "a.b.c", true),
        ])
    func pattern(pattern: String, path: String, expected: Bool) {
        #expect(ignores(pattern, path) == expected)
    }

    @Test(
        "Several patterns: the last that matches decides",
        arguments: [
            ("*.md\n!README.md", "README.md", false), ("*.md\n!README.md", "x.md", true),
            ("!README.md\n*.md", "README.md", true),
            ("*\n!src", "src/a", false), ("*\n!src\nsrc/x", "src/x", true), ("a\n!a/b\na/b/c", "a/b", false),
            ("a\n!a/b\na/b/c", "a/b/c", true), ("a\n! a/b", "a/b", false), ("a\n!/a/b", "a/b", false),
            ("**\n!**/*.c", "x/y.c", false),
        ])
    func order(patterns: String, path: String, expected: Bool) {
        #expect(ignores(patterns, path) == expected)
    }

    @Test("Comments begin in the first column; blanks round patterns are dropped")
    func lines() {
        #expect(!ignores("#a\n", "#a"))
        #expect(ignores(" #a\n", "#a"))
        #expect(ignores("\t a b \r\n", "a b"))
        #expect(ignores("\u{feff}a\n", "a"))
        #expect(!ignores("", "a"))
        #expect(!ignores("*", "."))
        #expect(!ignores("*", ""))
    }

    @Test("Malformed patterns are reported with their line, and the others count")
    func malformed() {
        let parsed = IgnoreMatcher.parse("a\n[\nb\\\n!\n[]\n[b-a]\n!/\nc")
        #expect(parsed.diagnostics.map(place) == (2...7).map { "\($0):1 bad-pattern" })
        #expect(parsed.matcher.ignores("a") && parsed.matcher.ignores("c"))
    }

    @Test("Patterns that match nothing are warned about")
    func useless() {
        let parsed = IgnoreMatcher.parse("../x\n/\n.\n")
        #expect(parsed.diagnostics.map(place) == ["1:1 useless-pattern", "2:1 useless-pattern", "3:1 useless-pattern"])
        #expect(!parsed.diagnostics.containsErrors)
    }

    @Test("A tree is left out as a whole unless an exception could match in it")
    func trees() {
        let matcher = IgnoreMatcher.parse("build\nvendor\n!vendor/keep/*.c\n!x*/y").matcher
        #expect(matcher.ignoresTree("build"))
        #expect(!matcher.ignoresTree("vendor"))
        #expect(matcher.ignoresTree("vendor/other"))
        #expect(!matcher.ignoresTree("vendor/keep"))
        #expect(!matcher.ignoresTree("src"))
        #expect(!IgnoreMatcher.parse("a\n!**/x").matcher.ignoresTree("a"))
    }

    @Test("Patterns from flags")
    func fromPatterns() throws {
        let matcher = try IgnoreMatcher(patterns: ["*.o", "!main.o", ""])
        #expect(matcher.hasExceptions)
        #expect(matcher.ignores("x.o") && !matcher.ignores("main.o"))
        #expect(throws: DockerfileError.self) { try IgnoreMatcher(patterns: ["["]) }
    }

    @Test("The file beside the Dockerfile goes first")
    func candidates() {
        #expect(
            IgnoreMatcher.candidates(dockerfile: "ci/app.Dockerfile", context: "ctx")
                == ["ci/app.Dockerfile.dockerignore", "ctx/.dockerignore"])
        #expect(IgnoreMatcher.candidates(dockerfile: "Dockerfile", context: "")[1] == ".dockerignore")
    }
}
