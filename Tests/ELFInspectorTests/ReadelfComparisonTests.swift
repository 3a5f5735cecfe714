import ELFInspector
import SystemPackage
import Testing
import UnikraftTesting

@Suite("The same as readelf", .enabled(if: HostPrograms.has("readelf"), "readelf is not installed"))
struct ReadelfComparisonTests {
    private static let libc = "/lib/x86_64-linux-gnu/libc.so.6"

    private func lines(_ options: String, _ path: String) -> [Substring] {
        shell("readelf -W \(options) \(path) 2>/dev/null").output.split(separator: "\n")
    }

    @Test(arguments: [libc, "/usr/bin/env"])
    func sections(_ path: String) throws {
        let expected = lines("-S", path).filter { $0.contains("] ") }.compactMap { line in
            line.split(separator: "]").dropFirst().first?.split(separator: " ").first.map(String.init)
        }
        let found = try ELFFile(path: FilePath(path)).sections().map(\.name)
        try #require(expected.count > 10)
        // The heading, and the first section, which has no name.
        #expect(Array(found.dropFirst()) == Array(expected.dropFirst(2)))
    }

    @Test(arguments: [libc, "/usr/bin/env"])
    func dynamicSymbols(_ path: String) throws {
        let expected = lines("--dyn-syms", path).compactMap { line -> String? in
            let words = line.split(separator: " ")
            guard words.count >= 7, words[0].hasSuffix(":"), words[0] != "0:", words[0] != "Num:" else { return nil }
            return words.count > 7 ? String(words[7].prefix { $0 != "@" }) : ""
        }
        let symbols = try ELFFile(path: FilePath(path)).dynamicSymbols()
        try #require(expected.count > 20)
        #expect(symbols.map(\.name) == expected)
    }

    @Test func versions() throws {
        let file = try ELFFile(path: FilePath(Self.libc))
        let text = shell("readelf -W -V \(Self.libc)").output
        let definitions = try file.versionDefinitions()
        #expect(definitions.count > 20)
        #expect(definitions.first?.isBase == true)
        for definition in definitions { #expect(text.contains("Name: \(definition.names[0])")) }
        let needs = try file.versionNeeds()
        #expect(needs.map(\.library) == ["ld-linux-x86-64.so.2"])
        for version in needs[0].versions { #expect(text.contains("Name: \(version.name)")) }
    }

    @Test func notes() throws {
        let file = try ELFFile(path: FilePath(Self.libc))
        let text = shell("readelf -W -n \(Self.libc)").output
        let buildID = try #require(file.buildID)
        #expect(text.contains("Build ID: \(buildID)"))
        let tag = try #require(file.abiTag)
        #expect(tag.system == 0)
        #expect(text.contains("ABI: \(tag.version.map(String.init).joined(separator: "."))"))
    }
}
