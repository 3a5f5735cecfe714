import Testing
import UnikraftCore

@testable import KraftfileModel

@Suite("YAML reader")
struct YAMLReaderTests {
    private func read(_ text: String) -> (root: YAMLNode?, diagnostics: [Diagnostic]) {
        YAMLReader.read(SourceText(Array(text.utf8), file: "-"))
    }

    private func part(_ text: String, _ node: YAMLNode?) -> String? {
        node.map { String(decoding: Array(text.utf8)[$0.range], as: UTF8.self) }
    }

    @Test func bothEndsOfEveryNodeAreKnown() {
        let text = "a: &x !!str 'b c' # d\ne:\n  - f g\n  - {h: [i]}\nj: |\n  k\n  l\n\nm:\n"
        let root = read(text).root
        #expect(part(text, root?.entry("a")?.key) == "a")
        #expect(part(text, root?["a"]) == "'b c'")
        #expect(root?["a"]?.anchor == "x" && root?["a"]?.tag == "!!str")
        #expect(part(text, root?["e"]) == "- f g\n  - {h: [i]}")
        #expect(part(text, root?["e"]?.sequence?.last?["h"]) == "[i]")
        #expect(part(text, root?["j"]) == "|\n  k\n  l")
        #expect(part(text, root?["m"]) == "")
        #expect(part(text, root) == text.dropLast().description)
    }

    @Test func mergeKeys() {
        let text =
            "base: &b {x: 1, y: 2}\nother: &o {y: 3, z: 4}\nall:\n  <<: [*b, *o]\n  x: 0\none: {<<: *b}\nbad: {<<: 1}\n"
        let (root, diagnostics) = read(text)
        #expect(root?["all"].map(dump) == "{=x:=0,=y:=2,=z:=4}")
        #expect(root?["all"]?.entry("z")?.isMerged == true && root?["all"]?.entry("x")?.isMerged == false)
        #expect(root?["one"].map(dump) == "{=x:=1,=y:=2}")
        #expect(diagnostics.map(\.code) == [.wrongType])
    }

    @Test func readingGoesOnAfterAnError() {
        let text = "a: \"x\nb: c\nd: [1\ne: *no\nf:\tg\nh\n  i: j\nk: l: m\nn: o\n"
        let (root, diagnostics) = read(text)
        #expect(diagnostics.map { $0.location?.line } == [1, 4, 6, 8])
        #expect(root?["n"]?.scalar == "o" && root?["f"]?.scalar == "g")
    }

    @Test(arguments: [
        ("a:\n\tb: c\n", "a tab indents this line"), ("a:b\n", "this line is no"),
        ("x: 1\na:b\n", "a space is missing behind ':'"),
        ("a:\n  b: c\n   d: e\n", "a key cannot stand here"),
        ("a:\n  b: [c]\n   d: e\n", "this line is indented by 3 instead of 2"),
        ("a: - b\n", "a list cannot begin in the line of its key"), ("a: \"\\z\"\n", "'\\z' is no escape"),
        ("a: 'b' c\n", "nothing may follow the value"), ("a: @b\n", "cannot begin with '@'"),
        ("a: [b\n", "the list that begins here has no end"),
        ("a: b\n- c\n", "a list item stands among the keys"), ("a: *b\n", "no anchor '&b'"),
        ("a: \"\\u12\"\n", "this escape is no character"),
        ("a: |x\n", "text cannot stand in the line of a '|'"),
        ("a: 1\n : b\n", "a key cannot stand here"),
    ])
    func messages(text: String, expected: String) {
        let diagnostics = read(text).diagnostics
        let isText = diagnostics.contains { $0.message.contains(expected) }
        // A file that is one text is valid YAML; the Kraftfile reader refuses it.
        #expect(isText || (text == "a:b\n" && diagnostics.isEmpty), "\(diagnostics)")
    }

    @Test func secondDocument() {
        #expect(read("a: b\n---\nc: d\n").diagnostics.map(\.code) == [.yamlSecondDocument])
        #expect(read("a: b\n...\n---\nc: d\n").diagnostics.map(\.severity) == [.warning])
    }

    @Test func byteOrderMarkAndCarriageReturns() {
        #expect(
            read("\u{feff}a: b\r\nc:\r\n  - d\r\n  - 'e\r\n  f'\r\ng: |\r\n  h\r\n  i\r\n").root.map(dump)
                == "{=a:=b,=c:[=d,=e f],=g:=h\\ni\\n}")
    }
}
