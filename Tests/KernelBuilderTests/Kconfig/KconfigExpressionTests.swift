import Testing

@testable import KernelBuilder

struct KconfigExpressionTests {
    private let values = KconfigValues {
        ["A": "y", "B": "n", "NUM": "16", "HEX": "0x10", "TEXT": "x y", "M": "m"][$0]
    }

    private func parse(_ text: String) throws -> KconfigExpression {
        let macros = KconfigMacros(variables: KconfigVariables(), limits: KconfigLimits()) { _ in }
        var lexer = KconfigLexer(text.utf8, macros: macros)
        return try KconfigExpressionParser.parse(lexer.tokens()[...], nesting: 32)
    }

    @Test(arguments: [
        ("A", true), ("B", false), ("!B", true), ("A && B", false), ("A || B", true), ("M", true),
        ("A && (B || !B)", true), ("NUM = 16", true), ("NUM=HEX", true), ("NUM > 9", true), ("NUM <= 9", false),
        ("TEXT = \"x y\"", true), ("TEXT != \"x y\"", false), ("y", true), ("n", false), ("UNDEFINED", false),
        ("UNDEFINED = \"UNDEFINED\"", true), ("A = y", true), ("\"y\" = A", true),
    ])
    func evaluates(_ text: String, _ expected: Bool) throws {
        #expect(try parse(text).holds(values) == expected)
    }

    @Test func namesWhatIsUnmet() throws {
        let unmet = try parse("A && B && (B || GONE) && NUM < 4").unmetTerms(values)
        #expect(
            unmet.map(\.description) == [
                "B (is n)", "B || GONE (B is n, GONE is not defined)", "NUM < 4 (4 is not defined, NUM is 16)",
            ])
        #expect(try parse("A").unmetTerms(values).isEmpty)
    }
}
