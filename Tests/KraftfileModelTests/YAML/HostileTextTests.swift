import KraftfileModel
import Testing
import UnikraftCore

@Suite("Hostile texts")
struct HostileTextTests {
    private func codes(_ text: String) -> Set<Diagnostic.Code> {
        Set(Kraftfile(text).diagnostics.map(\.code))
    }

    @Test func aliasBomb() {
        var text = "spec: v0.6\nruntime: a:b\nl0: &l0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let aliases = Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ", ")
            text += "l\(level): &l\(level) [\(aliases)]\n"
        }
        #expect(codes(text).contains(.yamlLimit))
        #expect(codes(text + "? *l9\n: a\n").contains(.yamlLimit))
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "a:\n", "[{"])
    func deepNesting(opening: String) {
        var text = ""
        for level in 0..<5000 {
            text += opening == "a:\n" ? String(repeating: " ", count: min(level, 200)) + opening : opening
        }
        #expect(Kraftfile(text).project == nil)
        #expect(!Kraftfile(text).diagnostics.isEmpty)
    }

    @Test(arguments: [
        "x", "'", "\"", "[", "a: ", "#", " ", "\t", ",", "- ", "\\", "&a ", "*a ", "!", "|", ":", "{a,", "ä",
    ])
    func oneLongLine(piece: String) {
        let text = "spec: v0.6\nruntime: a:b\nname: " + String(repeating: piece, count: 150_000 / piece.utf8.count)
        let kraftfile = Kraftfile(text)
        for problem in kraftfile.diagnostics {
            #expect(problem.description.utf8.count < 2000)
        }
        #expect(Kraftfile(String(repeating: piece, count: 150_000 / piece.utf8.count) + "\n").project == nil)
    }

    @Test func tooLarge() {
        #expect(codes(String(repeating: "#", count: 1 << 20 + 1)).contains(.yamlLimit))
        #expect(codes(String(repeating: "- a\n", count: 100_000)).contains(.yamlLimit))
    }

    @Test(
        arguments: [
            [0x00], [0x61, 0x00, 0x62], [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80],
            [0xe2, 0x82], [0x1b], [0x7f],
            [0xff, 0xfe, 0x61, 0x00], [0xfe, 0xff, 0x00, 0x61], [0x61, 0x0d, 0x62], [0xc2],
        ] as [[UInt8]])
    func notText(bytes: [UInt8]) {
        let kraftfile = Kraftfile(bytes)
        #expect(Set(kraftfile.diagnostics.map(\.code)) == [.yamlEncoding])
        #expect(Kraftfile(Array("spec: v0.6\nname: ".utf8) + bytes + [0x0a]).project == nil)
    }

    @Test func problemsAreCapped() {
        #expect(Kraftfile("spec: v0.6\n" + String(repeating: "a: b: c\n", count: 5000)).diagnostics.count <= 201)
        let unknown = (0..<5000).map { "key\($0): 1\n" }.joined()
        #expect(Kraftfile("spec: v0.6\nruntime: a\n" + unknown).diagnostics.count <= 201)
    }

    @Test func errorsAreNotLostToWarnings() {
        let repeated = String(repeating: "name: a\n", count: 300)
        let kraftfile = Kraftfile("spec: v0.6\nruntime: a:b\n" + repeated + "cmd: [a\n")
        #expect(kraftfile.project == nil && kraftfile.diagnostics.containsErrors)
        let unknown = (0..<300).map { "key\($0): 1\n" }.joined()
        #expect(Kraftfile("spec: v0.6\nruntime: a\n" + unknown + "name: []\n").project == nil)
    }

    @Test func everyCutOfAFile() {
        for sample in KraftfileSamples.all {
            let bytes = Array(sample.utf8)
            for length in 0..<bytes.count {
                _ = Kraftfile(Array(bytes[..<length]))
                var changed = bytes
                changed[length] = UInt8(truncatingIfNeeded: length &* 31)
                _ = Kraftfile(changed).diagnostics.map(\.description)
            }
        }
    }
}
