import Testing
import UnikraftCore

@testable import DockerfileModel

@Suite("Replacing variables")
struct VariableExpanderTests {
    private static let values = [
        "home": "/rest", "empty": "", "name": "archive.tar.gz", "star": "x*y", "two": "a  b", "wort": "größe",
        "p": "*.",
        "lines": "ab\ncd",
    ]

    private func expand(_ text: String, _ expander: VariableExpander = .init()) throws -> String {
        try expander.expand(text) { Self.values[$0] }
    }

    @Test(
        "Names with and without braces",
        arguments: [
            ("$home/x", "/rest/x"), ("${home}x", "/restx"), ("$homex", ""), ("a$none-b", "a-b"), ("$", "$"),
            ("a$.b", "a$.b"),
            ("$1x", "x"), ("$12x", "x"), ("$@@", "@"), ("${-}", ""), ("$wort!", "größe!"), ("plain", "plain"), ("", ""),
        ])
    func names(text: String, expected: String) throws {
        #expect(try expand(text) == expected)
    }

    @Test(
        "Defaults and alternatives",
        arguments: [
            ("${none:-d}", "d"), ("${empty:-d}", "d"), ("${home:-d}", "/rest"), ("${none-d}", "d"), ("${empty-d}", ""),
            ("${none:+a}", ""), ("${empty:+a}", ""), ("${home:+a}", "a"), ("${none+a}", ""), ("${empty+a}", "a"),
            ("${home:?m}", "/rest"), ("${empty?m}", ""), ("${none:-${empty:-${home}}}", "/rest"),
            ("${none:-a b}", "a b"),
            ("${none:-\"a}\"b}", "a}b"), ("${none:-\\}}", "}"), ("${none:-$home}", "/rest"),
            ("${home:+${none:-x}y}", "xy"),
        ])
    func defaults(text: String, expected: String) throws {
        #expect(try expand(text) == expected)
    }

    @Test(
        "Cutting patterns off",
        arguments: [
            ("${name#*.}", "tar.gz"), ("${name##*.}", "gz"), ("${name%.*}", "archive.tar"), ("${name%%.*}", "archive"),
            ("${name#tar}", "archive.tar.gz"), ("${name#arch????}", "tar.gz"), ("${star#x\\*}", "y"),
            ("${star#x?}", "y"),
            ("${none#x}", ""), ("${name##$p}", "gz"), ("${name##${p}t}", "ar.gz"),
            ("${wort%ö*}", "gr"),
            ("${lines#*b}", "\ncd"), ("${lines##*}", "\ncd"), ("${name%}", "archive.tar.gz"), ("${name%%*}", ""),
        ])
    func cutting(text: String, expected: String) throws {
        #expect(try expand(text) == expected)
    }

    @Test(
        "Replacing patterns",
        arguments: [
            ("${name/ar/X}", "Xchive.tar.gz"), ("${name//ar/X}", "Xchive.tX.gz"), ("${name/.*/}", "archive"),
            ("${name//./-}", "archive-tar-gz"), ("${home/\\//:}", ":rest"), ("${name//a?/_}", "_chive.t_.gz"),
            ("${star/\\*/+}", "x+y"), ("${name//x/y}", "archive.tar.gz"), ("${wort//ö/oe}", "groeße"),
            ("${none/x/y}", ""),
            ("${empty/*/z}", "z"), ("${home//r*t/$empty}", "/"), ("${name//[/x}", "archive.tar.gz"),
        ])
    func replacing(text: String, expected: String) throws {
        #expect(try expand(text) == expected)
    }

    @Test(
        "Quotes and escapes",
        arguments: [
            ("'$home'", "$home"), ("\"$home\"", "/rest"), ("\"'$home'\"", "'/rest'"), ("'\"a\"'", "\"a\""),
            ("a'b'c", "abc"),
            ("\\$home", "$home"), ("\\${home}", "${home}"), ("\"\\$home\"", "$home"), ("\"a\\b\"", "a\\b"),
            ("a\\b", "ab"),
            ("\"a\\\"b\"", "a\"b"), ("\\'a", "'a"), ("a\\", "a"), ("\\\\$home", "\\/rest"), ("'a\\'", "a\\"),
        ])
    func quotes(text: String, expected: String) throws {
        #expect(try expand(text) == expected)
    }

    @Test(
        "Wrong forms, with their places",
        arguments: [
            ("${", "bad-substitution"), ("${}", "bad-substitution"), ("${home", "bad-substitution"),
            ("${home:=x}", "bad-substitution"), ("${home:#x}", "bad-substitution"), ("${:-x}", "bad-substitution"),
            ("${.}", "bad-substitution"), ("${home:-x", "bad-substitution"), ("${home/x}", "bad-substitution"),
            ("${home#\\q}", "bad-substitution"), ("'a", "bad-substitution"), ("\"a", "bad-substitution"),
            ("${none?}", "missing-variable"), ("${empty:?say}", "missing-variable"), ("${none:?}", "missing-variable"),
        ])
    func wrong(text: String, code: String) {
        let error = #expect(throws: DockerfileError.self) { try expand(text) }
        #expect(error?.code.description == code)
        #expect(error?.offset != nil)
    }

    @Test("The message of a demanded variable")
    func demanded() {
        let error = #expect(throws: DockerfileError.self) { try expand("x${none:?give it with --build-arg}") }
        #expect(error?.message == "none: give it with --build-arg")
    }

    @Test("The backtick as escape character")
    func backtick() throws {
        let expander = VariableExpander(escape: .backtick)
        #expect(try expand("`$home\\$home", expander) == "$home\\/rest")
        #expect(try expand("\"`\"a\\b\"", expander) == "\"a\\b")
    }

    @Test("Quotes kept, or without meaning")
    func quoting() throws {
        #expect(try expand("\"$home\" '$home'", VariableExpander(quoting: .kept)) == "\"/rest\" '$home'")
        #expect(try expand("it's $home \"$home\"", VariableExpander(quoting: .ignored)) == "it's /rest \"/rest\"")
    }

    @Test("Variables without a value kept as written")
    func unset() throws {
        let expander = VariableExpander(keepsUnset: true)
        #expect(
            try expand("$none ${none} ${none:-a} ${none/b/c} $home", expander)
                == "$none ${none} ${none:-a} ${none/b/c} /rest")
    }

    @Test("Words: split at blanks that are not quoted, also those of values")
    func words() throws {
        let words = try VariableExpander().words(of: "a$two 'c d' \"$two\" e\\ f  $none '' $home") { Self.values[$0] }
        #expect(words == ["aa", "b", "c d", "a  b", "e f", "/rest"])
    }

    @Test("Names are told apart by whether they have a value")
    func namesFound() throws {
        var budget = VariableExpander.defaultBudget
        let result = try VariableExpander().expansion(
            of: "$home $none ${empty:-$other} $home", budget: &budget, lookup: { Self.values[$0] })
        #expect(result.used == ["home", "empty"])
        #expect(result.missing == ["none", "other"])
        #expect(budget < VariableExpander.defaultBudget)
    }

    @Test("Depth, size and steps are bounded")
    func limits() {
        let deep = String(repeating: "${a:-", count: 1000)
        #expect(throws: DockerfileError.self) { try expand(deep) }
        let big = String(repeating: "x", count: 1000)
        for text in [String(repeating: "$b", count: 100), "${b//\(String(repeating: "*x", count: 50))y/}"] {
            var budget = 10_000
            let error = #expect(throws: DockerfileError.self) {
                try VariableExpander().expansion(of: text, budget: &budget) { _ in big }
            }
            #expect(error?.code.description == "expansion-limit")
        }
    }
}
