import Foundation
import KraftfileModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite("Finding and loading")
struct LoadTests {
    private func write(_ text: String, _ path: FilePath) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path.string))
    }

    @Test func searchGoesUp() throws {
        let directory = try TemporaryDirectory()
        let deep = directory.path.appending("a").appending("b")
        try FileManager.default.createDirectory(atPath: deep.string, withIntermediateDirectories: true)
        try write("spec: v0.6\nruntime: base\n", directory.path.appending("kraft.yml"))
        try FileManager.default.createDirectory(
            atPath: directory.path.appending("a/Kraftfile").string, withIntermediateDirectories: true)
        #expect(try KraftfileLocator.search(from: deep) == directory.path.appending("kraft.yml"))
        #expect(try KraftfileLocator.find(in: deep) == nil)
        #expect(try Kraftfile.load(.search(from: deep)).project?.runtime?.name == "base")
    }

    @Test(arguments: KraftfileLocator.fileNames)
    func names(name: String) throws {
        let directory = try TemporaryDirectory()
        try write("", directory.path.appending(name))
        #expect(try KraftfileLocator.find(in: directory.path) == directory.path.appending(name))
        #expect(try Kraftfile.load(.search(from: directory.path)).diagnostics.map(\.code) == [.emptyKraftfile])
    }

    @Test func severalAreAnError() throws {
        let directory = try TemporaryDirectory()
        try write("", directory.path.appending("Kraftfile"))
        try write("", directory.path.appending("kraft.yaml"))
        let path = directory.path
        let error = #expect(throws: KraftfileError.self) { try Kraftfile.load(.search(from: path)) }
        #expect(error?.code == .ambiguous && error?.message.contains("kraft.yaml, Kraftfile") == true)
        #expect(try Kraftfile.load(.file(directory.path.appending("Kraftfile"))).project == nil)
    }

    @Test func missingFiles() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path
        let unreadable = #expect(throws: KraftfileError.self) { try Kraftfile.load(.file(path.appending("none"))) }
        #expect(unreadable?.code == .unreadable && unreadable?.errno == .noSuchFileOrDirectory)
        let isDirectory = #expect(throws: KraftfileError.self) { try Kraftfile.load(.file(path)) }
        #expect(isDirectory?.code == .unreadable && isDirectory?.errno == .isDirectory)
    }

    @Test func relativeDirectoriesGoUpToo() throws {
        let error = #expect(throws: KraftfileError.self) { try KraftfileLocator.search(from: "/proc/self") }
        #expect(error?.code == .notFound && error?.path == "/proc/self")
    }
}
