import KraftfileModel
import Testing
import UnikraftCore

@Suite(
    "The Kraftfiles of a catalog",
    .enabled(if: Corpus.directory != nil, "KRAFTFILE_CORPUS names no directory of Kraftfiles"))
struct CorpusTests {
    @Test func allAreReadWithoutAnError() throws {
        let files = try Corpus.files()
        #expect(!files.isEmpty)
        for file in files where !file.bytes.isEmpty {
            let kraftfile = Kraftfile(file.bytes, file: file.path)
            #expect(kraftfile.project != nil, "\(kraftfile.diagnostics)")
            let unexpected = kraftfile.diagnostics.filter { $0.code != .splitCommand && $0.code != .duplicateKey }
            #expect(unexpected.isEmpty, "\(unexpected)")
        }
    }

    @Test func emptyOnesSaySo() throws {
        for file in try Corpus.files() where file.bytes.isEmpty {
            #expect(Kraftfile(file.bytes, file: file.path).diagnostics.map(\.code) == [.emptyKraftfile])
        }
    }

    @Test func textIsKept() throws {
        for file in try Corpus.files() {
            #expect(Array(Kraftfile(file.bytes, file: file.path).text.utf8) == file.bytes)
        }
    }

    @Test func aChangeAndItsReverseLeaveTheFileAsItWas() throws {
        for file in try Corpus.files() where !file.bytes.isEmpty {
            let kraftfile = Kraftfile(file.bytes, file: file.path)
            let changed = try kraftfile.applying(.setEnvironment("A", to: "b"))
            #expect(changed.project?.environment == [EnvironmentEntry("A", "b")])
            var back = try changed.applying(.removeEnvironment("A")).source.bytes
            // A file without a line break at its end gets one when a line comes behind it.
            if file.bytes.last != 0x0a, back.last == 0x0a { back.removeLast() }
            #expect(back == file.bytes, "\(file.path)")
        }
    }
}
