import Testing
import UnikraftCore

@testable import KraftfileModel

@Suite("Scalars")
struct ScalarTests {
    private func type(_ text: String) -> ScalarType {
        ScalarType(YAMLNode(.scalar(text), .plain, 0..<0), text: text)
    }

    @Test func yaml11Types() {
        for text in ["", "~", "null", "NULL"] { #expect(type(text) == .absent, "\(text)") }
        for text in ["y", "Yes", "TRUE", "on"] { #expect(type(text) == .boolean(true), "\(text)") }
        for text in ["N", "no", "False", "OFF"] { #expect(type(text) == .boolean(false), "\(text)") }
        for text in ["0", "-12", "+3", "0x1F", "0o17", "017", "1_000", "0b101"] {
            #expect(type(text) == .integer, "\(text)")
        }
        for text in ["1.5", "-.5", "1.", "1e3", "1.5E-3", ".inf", "-.Inf", ".nan", "1_0.5"] {
            #expect(type(text) == .float, "\(text)")
        }
        for text in ["1.2.3", "v1", "-", "+", ".", "1e", "0xg", "e1", "_1", "--1", "1-2", "0.6.0", "yesno"] {
            #expect(type(text) == .text, "\(text)")
        }
    }

    @Test func lossyNumbers() {
        for text in ["0.10", "010", "0x10", "1.0", "1e3", "1_000", "12345678901234567890", "1.", ".5", "00.5"] {
            #expect(type(text).changesWhenPrinted(text), "\(text)")
        }
        for text in ["0.6", "1.25", "0", "10", "-3", "3.12", "stable"] {
            #expect(!type(text).changesWhenPrinted(text), "\(text)")
        }
    }

    @Test(arguments: [
        ("a b  c", ["a", "b", "c"]), ("", []), ("  ", []), ("'a b' \"c d\"", ["a b", "c d"]), ("a'b'\"c\"d", ["abcd"]),
        ("''", [""]), ("a\\ b", ["a b"]), ("\"a\\\"b\\c\\\\\"", ["a\"b\\c\\"]), ("'\\'", ["\\"]),
        ("$A \"$B\"", ["$A", "$B"]),
        ("a\\\nb", ["ab"]), ("\"a\\\nb\"", ["ab"]), ("a\tb\nc", ["a", "b", "c"]),
    ])
    func shellWords(line: String, words: [String]) {
        #expect(ShellWords.split(line) == words)
    }

    @Test(arguments: ["'a", "\"a", "a\\", "\"a\\"])
    func unfinishedShellWords(line: String) {
        #expect(ShellWords.split(line) == nil)
    }

    @Test(arguments: [
        "plain", "with space", "", "yes", "0x10", "1.5", "a: b", "a #b", "- a", "it's", "\"q\"", "a\nb\t",
        "\u{7}\u{1b}", "[a]", "a,b",
        "12:30:45", "2024-01-01", "ünï", "trailing ", " leading", "~", "*a", "&a", "!a", "@a", "key:", "%a", "---",
        "a\\b", "\u{2028}",
        "\u{85}x", "<<", "=", "\u{feff}",
    ])
    func writtenScalarsReadTheSame(text: String) {
        for style: YAMLNode.Style in [.plain, .singleQuoted, .doubleQuoted] {
            let written = YAMLText.scalar(text, preferred: style)
            let document = "a: \(written)\nb: [\(written), {\(written): c}]\n"
            let root = YAMLReader.read(.init(Array(document.utf8), file: "")).root
            let value = root?["a"]
            #expect(value?.scalar == text, "\(written)")
            #expect(value.map { ScalarType($0, text: text) } == .text)
            #expect(root?["b"]?.sequence?.first?.scalar == text)
            #expect(root?["b"]?.sequence?.last?[text]?.scalar == "c")
        }
    }
}
