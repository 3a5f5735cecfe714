import Testing
import UnikraftCore

@testable import KernelBuilder

struct KernelConfigurationTests {
    @Test func readsAndWritesEveryForm() {
        let text = """
            CONFIG_A=y
            # CONFIG_B is not set
            CONFIG_N=16
            CONFIG_H=0x1000
            CONFIG_S="a \\"b\\" \\\\ c"
            CONFIG_E=""

            """
        let configuration = configuration(text)
        #expect(configuration["A"] == .yes)
        #expect(configuration["CONFIG_B"] == .no)
        #expect(configuration["N"] == .number("16"))
        #expect(configuration["H"] == .number("0x1000"))
        #expect(configuration["S"] == .string(#"a "b" \ c"#))
        #expect(configuration["E"] == .string(""))
        #expect(configuration.text == text)
    }

    @Test func keepsTheLastOfTwoAndReportsOddLines() {
        var problems: [Diagnostic] = []
        let source = SourceText(
            Array("CONFIG_A=y\nnonsense\nCONFIG_A=n\n# a comment\nCONFIG_B=\"open\nCONFIG_=1\r\n".utf8), file: ".config"
        )
        let configuration = KernelConfiguration(parsing: source, problems: &problems)
        #expect(configuration.entries.map(\.name) == ["A"])
        #expect(configuration["A"] == .no)
        #expect(problems.compactMap(\.location?.line) == [2, 5, 6])
    }

    @Test func tellsSymbolsApartThatBeginWithThePrefixThemselves() {
        let text = "CONFIG_CONFIG_A=y\nCONFIG_A=1\n"
        let read = configuration(text)
        #expect(read.entries.map(\.name) == ["CONFIG_A", "A"])
        #expect(read.text == text)
        #expect(configuration("CONFIG_CONFIG_=y\n").text == "CONFIG_CONFIG_=y\n")
    }

    @Test func removesEntries() {
        var configuration = configuration("CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=y\n")
        configuration["B"] = nil
        configuration["C"] = .no
        #expect(configuration.text == "CONFIG_A=y\n# CONFIG_C is not set\n")
    }

    @Test func comparesValuesByMeaning() {
        #expect(ConfigurationValue.number("0x10").isEquivalent(to: .number("0X0010")))
        #expect(ConfigurationValue.number("16").isEquivalent(to: .number("0x10")))
        #expect(!ConfigurationValue.string("a").isEquivalent(to: .string("b")))
        #expect(ConfigurationValue.string("y").isEquivalent(to: .yes))
    }
}
