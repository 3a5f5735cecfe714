import SystemPackage
import Testing
import UnikraftCore

@testable import KernelBuilder

/// Good files, damaged in every which way by a generator that always does the same: the readers must answer or
/// throw, and never trap.
struct DamagedInputTests {
    /// A small generator (xorshift) that gives the same numbers on every run.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64 = 0x9e37_79b9_7f4a_7c15

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    private func damaged(_ text: String, _ numbers: inout Numbers) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...6, using: &numbers) {
            let place = Int.random(in: 0..<max(1, bytes.count), using: &numbers)
            switch Int.random(in: 0...3, using: &numbers) {
            case 0 where !bytes.isEmpty: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
            case 1 where !bytes.isEmpty: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: "$((\"\\&&!".utf8.shuffled(using: &numbers), at: min(place, bytes.count))
            default:
                let end = min(bytes.count, place + 40)
                bytes.insert(contentsOf: Array(bytes[min(place, end)..<end]), at: min(place, bytes.count))
            }
        }
        return bytes
    }

    private static let kconfig = """
        menu "M"
        \tdepends on A && (B || !C) && D = "x"
        config A
        \tbool "a" if B
        \tdefault y if $(shell,test $(X) = $(Y) && echo y || echo n)
        \tselect C if D != 3
        \trange 1 $(N)
        \thelp
        \t  Text.
        choice
        \tprompt "p"
        config E
        \thex "e"
        endchoice
        endmenu
        if A
        config \\
          LAST
        \tdef_bool y
        endif
        """

    @Test func kconfigFiles() throws {
        var numbers = Numbers()
        var refused = 0
        for _ in 0..<1500 {
            let text = damaged(Self.kconfig, &numbers)
            do {
                let tree = try readTree(["Config.uk": String(decoding: text, as: UTF8.self)], variables: ["N": "9"])
                let values = tree.values(in: KernelConfiguration())
                for symbol in tree.symbols.values { _ = symbol.dependencies.unmetTerms(values) }
            } catch is KernelBuildError {
                refused += 1
            }
        }
        #expect(refused > 100 && refused < 1500)
    }

    @Test func configurationsAndMakefiles() {
        var numbers = Numbers()
        let configuration = "CONFIG_A=y\n# CONFIG_B is not set\nCONFIG_S=\"a \\\" b\"\nCONFIG_H=0x10\n"
        let makefile = """
            ifeq ($(A),y)
            V = $(subst a,b,$(W))
            else ifneq ($(B),)
            V := $(word 1,x y)
            endif
            $(eval $(call fetch,libx,https://h/$(V).zip))
            """
        var found = 0
        var reread = 0
        for _ in 0..<3000 {
            var problems: [Diagnostic] = []
            let text = SourceText(damaged(configuration, &numbers), file: ".config")
            let first = KernelConfiguration(parsing: text, problems: &problems)
            let second = KernelConfiguration(
                parsing: SourceText(Array(first.text.utf8), file: ".config"), problems: &problems)
            if first == second { reread += 1 }
            let made = String(decoding: damaged(makefile, &numbers), as: UTF8.self)
            found += MakefileReader.findings(in: made, directory: "/l", variables: MakeVariables()).downloads.count
            _ = BuildOutputLine(String(decoding: damaged("a.c:1:2: error: x\n", &numbers), as: UTF8.self))
        }
        #expect(found > 0)
        #expect(reread > 2500, "what was read is written and read alike")
    }
}
