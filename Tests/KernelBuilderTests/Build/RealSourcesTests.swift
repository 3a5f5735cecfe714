import Foundation
import SystemPackage
import Testing
import UnikraftCore

@testable import KernelBuilder

/// The directory that `UNIKRAFT_SOURCES` names: `unikraft/`, `libs/<name>/`, `apps/elfloader/`.
private let sources = ProcessInfo.processInfo.environment["UNIKRAFT_SOURCES"].map { FilePath($0) }

@Suite(.enabled(if: sources != nil, "UNIKRAFT_SOURCES does not name a directory with Unikraft's sources"))
struct RealSourcesTests {
    private let root = sources ?? "/"

    private var libraries: [FilePath] {
        FileAccess.names(in: root.appending("libs")).map { root.appending("libs").appending($0) }
    }

    @Test func readsTheWholeKconfigTree() throws {
        let variables = KconfigVariables(
            core: root.appending("unikraft").string, application: root.appending("apps/elfloader").string,
            libraries: libraries.map(\.string), name: "x", architecture: "x86_64")
        let tree = try KconfigReader(variables: variables).read(root.appending("unikraft").appending("Config.uk"))
        #expect(tree.symbols.count > 500)
        #expect(tree.problems.isEmpty)
        #expect(tree["LIBVFSCORE"]?.type == .bool)
        #expect(tree["LIBUKBOOT_HEAP_BASE"]?.type == .hex)
        #expect(tree["APPELFLOADER_VFSEXEC"]?.definitions.first?.menus == ["Application Options"])
        for library in libraries.compactMap(\.lastComponent?.string) {
            #expect(tree[ConfigurationName.switching(library: library)] != nil)
        }
    }
}
