import Foundation
import SubprocessLauncher
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

    /// Builds app-elfloader with a program in its embedded archive, twice, and boots it. Archives that libraries
    /// want must stand in `downloads/<library>/` of the directory.
    @Test(.enabled(if: MiniProject.canBoot, "qemu-system-x86_64 or the programs of a build are not installed"))
    func buildsAndBootsTheElfLoader() async throws {
        let directory = try ScratchDirectory()
        let tree = directory.path.appending("root")
        let home = directory.path.appending("project")
        try shell(
            """
            mkdir -p \(tree)/bin \(home)/.unikraft
            echo 'int puts(const char *); int main(void) { puts("said by the program"); }' > \(directory.path)/p.c
            gcc -static-pie -O1 -o \(tree)/bin/p \(directory.path)/p.c
            cd \(tree) && find . | cpio -o -H newc > ../root.cpio 2>/dev/null
            [ ! -d \(root)/downloads ] || cp -r \(root)/downloads \(home)/.unikraft/
            """)
        var project = KernelProject(
            name: "real", directory: home, core: KernelPart(.core, from: .directory(root.appending("unikraft"))),
            libraries: libraries.map { KernelPart(.library($0.lastComponent?.string ?? ""), from: .directory($0)) },
            template: KernelPart(.application("elfloader"), from: .directory(root.appending("apps/elfloader"))),
            targets: [KernelTarget(.qemu, .x86_64)])
        let file = MiniProject.fixtures.removingLastComponent().appending("elfloader.defconfig")
        project.options = configuration(String(decoding: try FileAccess.read(file, limit: 1 << 20), as: UTF8.self))
            .entries.map { KernelOption($0.name, $0.value.text) }
        let rootfs = PackedRootfs(directory.path.appending("root.cpio"))
        let builder = KernelBuilder(launcher: SubprocessLauncher())
        let kernel = try #require(try await builder.build(project, rootfs: rootfs).first)
        #expect(try await builder.build(project, rootfs: rootfs).map(\.work) == [.nothing])
        let output = try shell(
            "timeout 30 qemu-system-x86_64 -accel tcg -cpu max -m 128 -nodefaults -display none -serial stdio "
                + "-kernel \(kernel.kernel) -append /bin/p || true")
        #expect(output.contains("Powered by Unikraft") || output.contains("said by the program"))
        #expect(output.contains("said by the program"), "\(output)")
    }
}
