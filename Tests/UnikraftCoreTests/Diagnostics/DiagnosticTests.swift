import Testing
import UnikraftCore

@Suite("Diagnostics")
struct DiagnosticTests {
    static let text = SourceText(Array("spec: v0.6\r\nlibrarys:\n\tä: 1\n".utf8), file: "Kraftfile")

    @Test(arguments: [
        ("unknown-key", "unknown-key"), ("libraryAbsent", "library-absent"), ("notELF", "not-elf"),
        ("notAProgram", "not-a-program"), ("Kraftfile", "kraftfile"), ("x-Y", "x-y"), ("", ""),
    ])
    func codesHaveOneForm(name: String, form: String) {
        #expect(Diagnostic.Code(name).description == form)
    }

    @Test func placesCountScalars() {
        #expect(Self.text.lineCount == 4)
        #expect(Self.text.location(at: 0).description == "Kraftfile:1:1")
        #expect(Self.text.location(at: 12).description == "Kraftfile:2:1")
        #expect(Self.text.location(at: 25).description == "Kraftfile:3:3")
        #expect(Self.text.location(at: 999).description == "Kraftfile:4:1")
        #expect(Self.text.location(at: -9).description == "Kraftfile:1:1")
        #expect(Self.text.byteRange(ofLine: 1) == 0..<10)
        #expect(Self.text.byteRange(ofLine: 9) == 29..<29)
    }

    @Test func textForPeople() {
        let diagnostic = Self.text.diagnostic(
            .error, Diagnostic.Code("unknown-key"), "'librarys' is no key", at: 12..<20,
            remedy: "Correct the name.", suggestion: "libraries")
        #expect(
            diagnostic.description == """
                Kraftfile:2:1: error: 'librarys' is no key [unknown-key]
                  2 | librarys:
                    | ^~~~~~~~
                  suggestion: libraries
                  help: Correct the name.
                """)
    }

    @Test func json() {
        let diagnostic = Self.text.diagnostic(
            .warning, Diagnostic.Code("odd"), "a \"quote\"\u{1b}\n", at: 22..<25, remedy: "None.")
        #expect(
            [diagnostic].json == """
                [
                {"severity":"warning","code":"odd","message":"a \\"quote\\"\\u001b\\n","file":"Kraftfile","line":3,\
                "column":1,"excerpt":"\\tä: 1","mark":{"offset":0,"length":2},"remedy":"None."}
                ]
                """)
        #expect([Diagnostic]().json == "[]")
    }

    @Test func marksKeepTabs() {
        #expect(Self.text.excerpt(marking: 25..<26).markLine == "\t ^")
    }

    @Test func longLinesAreCut() {
        let bytes = [UInt8](repeating: 0x61, count: 1_000_000)
        let middle = SourceText(bytes, file: "-").excerpt(marking: 500_000..<900_000)
        #expect(middle.text.count == 102 && middle.text.first == "…" && middle.text.last == "…")
        #expect(middle.markOffset == 67 && middle.markLength == 34)
        let start = SourceText(bytes, file: "-").excerpt(marking: 0..<3)
        #expect(start.text.first == "a" && start.markLine == "^~~")
    }

    @Test func controlCharactersAreShown() {
        let source = SourceText([0x61, 0x00, 0x1b, 0xff, 0x7f], file: "-")
        #expect(source.excerpt(marking: 1..<2).text == "a␀␛\u{fffd}␡")
        #expect(PrintableText.of("a\u{202e}b\tcdef", limit: 5) == "a\u{fffd}b c…")
    }

    @Test func order() {
        let whole = Diagnostic(.warning, Diagnostic.Code("a"), "a")
        let late = Self.text.diagnostic(.warning, Diagnostic.Code("b"), "b", at: 20..<21)
        let early = Self.text.diagnostic(.error, Diagnostic.Code("c"), "c", at: 1..<2)
        #expect([late, early, whole].sortedByPlace() == [whole, early, late])
        #expect([late, early].containsErrors && ![late, whole].containsErrors)
    }

    @Test(arguments: [
        ("librarys", "libraries"), ("librairies", "libraries"), ("NAME", "name"), ("tragets", "targets"),
        ("nam", "name"),
    ])
    func suggestions(written: String, meant: String) {
        #expect(SpellingSuggestion.closest(to: written, among: ["name", "libraries", "targets"]) == meant)
    }

    @Test(arguments: ["", "xyz", "na", "targetsandmore", String(repeating: "name", count: 100)])
    func noSuggestion(written: String) {
        #expect(SpellingSuggestion.closest(to: written, among: ["name", "libraries", "targets"]) == nil)
    }
}
