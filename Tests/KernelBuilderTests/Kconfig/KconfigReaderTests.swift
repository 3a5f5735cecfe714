import Testing
import UnikraftCore

@testable import KernelBuilder

struct KconfigReaderTests {
    @Test func readsEveryAttributeOfASymbol() throws {
        let tree = try readTree([
            "Config.uk": """
            mainmenu "Test"
            menu "Outer"
            \tdepends on GATE
            config FOO
            \tbool "Enable foo" if EXPERT
            \tdepends on (BAR || BAZ="x y") && !QUX # why
            \tdefault y if BAR
            \tdefault n
            \tselect LIBA if BAR
            \timply LIBB
            \thelp
            \t  First line.

            \t    Second, indented.
            config NUMBER
            \tint "Number"
            \trange 1 64 if FOO
            \tdefault 8
            endmenu
            config AFTER
            \tstring
            \tprompt "Text"
            \tdefault "a \\"b\\" # c"
            """
        ])
        let foo = try #require(tree["CONFIG_FOO"])
        let definition = try #require(foo.definitions.first)
        #expect(foo.type == .bool)
        #expect(definition.prompt == KconfigConditional("Enable foo", if: .symbol("EXPERT")))
        #expect(foo.dependencies.description == "GATE && (BAR || (BAZ = \"x y\")) && !QUX")
        #expect(definition.defaults.map(\.value) == [.constant("y"), .constant("n")])
        #expect(definition.selects == [KconfigConditional("LIBA", if: .symbol("BAR"))])
        #expect(definition.implies.map(\.value) == ["LIBB"])
        #expect(foo.help == "First line.\n\n  Second, indented.")
        #expect(definition.menus == ["Outer"])
        #expect(definition.location.line == 4)
        let range = try #require(tree["NUMBER"]?.definitions.first?.ranges.first)
        #expect(range.value == KconfigRange(low: .symbol("1"), high: .symbol("64")))
        #expect(tree["AFTER"]?.definitions.first?.defaults.first?.value == .constant("a \"b\" # c"))
        #expect(tree["AFTER"]?.prompt == "Text")
        #expect(tree["AFTER"]?.dependencies == .always)
    }

    @Test func nestsConditionsMenusAndChoices() throws {
        let tree = try readTree([
            "Config.uk": """
            if A
            if B || C
            choice
            \tprompt "Which"
            \tdefault ONE
            \tdepends on D
            config ONE
            \tbool "One"
            config TWO
            \tbool "Two"
            endchoice
            endif
            endif
            """
        ])
        #expect(tree["TWO"]?.dependencies.description == "A && (B || C) && D")
        #expect(tree.choices.map(\.members) == [["ONE", "TWO"]])
        #expect(tree.choices.first?.prompt == "Which")
    }

    @Test func followsIncludesAndVariables() throws {
        let tree = try readTree(
            [
                "Config.uk": """
                PART := sub
                source "$(BASE)/$(PART).uk"
                osource "$(BASE)/missing.uk"
                rsource "sub2.uk"
                """,
                "sub.uk": "config \\\n  SUB\n\tdef_bool y\n",
                "sub2.uk": "config SUB2\n\tdef_hex 0x10\n",
            ])
        #expect(tree["SUB"]?.type == .bool)
        #expect(tree["SUB2"]?.type == .hex)
        #expect(tree.files.count == 3)
    }

    @Test func computesTheShellCallsOfUnikraftAndRunsNoOther() throws {
        let tree = try readTree(
            [
                "Config.uk": """
                config NO_APP
                \tdef_bool $(shell,test $(A) = $(B) && echo y || echo n)
                config EVIL
                \tdefault "$(shell,touch $(BASE)/evil && echo gone)"
                """
            ], variables: ["A": "/x", "B": "/x"])
        #expect(tree["NO_APP"]?.definitions.first?.defaults.first?.value == .constant("y"))
        #expect(tree["EVIL"]?.definitions.first?.defaults.first?.value == .constant(""))
        #expect(tree.problems.map(\.code) == [.kconfigShell])
    }

    @Test func aSymbolDefinedTwiceNeedsOneOfItsConditions() throws {
        let tree = try readTree([
            "Config.uk": "config X\n\tbool \"x\"\n\tdepends on A\nconfig X\n\tdepends on B\n"
        ])
        #expect(tree["X"]?.definitions.count == 2)
        #expect(tree["X"]?.dependencies.description == "A || B")
    }

    @Test(arguments: [
        ("config A\n\tdepends on B\n\tbool\nconfig B\n\tdepends on A\n\tbool\n", "in a circle"),
        ("config A\n\tbool\n\tselect B\n\tdepends on B\nconfig B\n\tbool\n", "in a circle"),
        ("source \"$(BASE)/Config.uk\"\n", "include each other in a circle"),
        ("source \"$(BASE)/nowhere.uk\"\n", "cannot read"),
        ("if A\nconfig B\n", "still open"),
        ("endif\n", "not open"),
        ("menu \"m\"\nendif\n", "still open"),
        ("config A\n\tdepends on B &&\n", "where a symbol is expected"),
        ("config A\n\tdepends on (B\n", "a ')' is missing"),
        ("config A\n\tbool \"open\n", "does not end"),
        ("config A\n\tdefault $(shell,x\n", "has no ')'"),
        ("nonsense A\n", "not known here"),
        ("config A\n\trange 1\n", "two bounds"),
        ("config A\n\tbool ; x\n", "has no meaning"),
    ])
    func refuses(_ text: String, because reason: String) throws {
        let error = try #require(throws: KernelBuildError.self) { try readTree(["Config.uk": text]) }
        #expect(error.message.contains(reason), "\(error.message)")
    }

    @Test func stopsAtItsLimits() throws {
        var limits = KconfigLimits()
        limits.nesting = 8
        let blocks = String(repeating: "if A\n", count: 9) + String(repeating: "endif\n", count: 9)
        #expect(throws: KernelBuildError.self) { try readTree(["Config.uk": blocks], limits: limits) }
        let parentheses = "config A\n\tdepends on " + String(repeating: "(", count: 9) + "B\n"
        #expect(throws: KernelBuildError.self) { try readTree(["Config.uk": parentheses], limits: limits) }
        let negations = "config A\n\tdepends on " + String(repeating: "!", count: 9) + "B\n"
        #expect(throws: KernelBuildError.self) { try readTree(["Config.uk": negations], limits: limits) }
    }
}
