import KraftfileModel
import Testing
import UnikraftCore

@Suite("Edits that keep the rest of the file")
struct EditTests {
    static let file = """
        # The project
        spec: v0.6   # the version

        name: 'app'

        unikraft: stable

        targets:
        - qemu/x86_64  # first
        - fc/x86_64

        libraries:
          musl: stable
          # the network
          lwip:
            version: "stable"  # moving
            kconfig:
              CONFIG_LWIP_TCP: 'y'

        env:
          - A=1
        """

    /// An edit, the lines that it takes away and the lines that it brings.
    static let cases: [(KraftfileEdit, removed: [String], added: [String])] = [
        (.setName("web"), ["name: 'app'"], ["name: 'web'"]), (.setName("it's"), ["name: 'app'"], ["name: 'it''s'"]),
        (.setSpecification(.v07), ["spec: v0.6   # the version"], ["spec: v0.7   # the version"]),
        (.setVersion(of: .unikraft, to: "0.17"), ["unikraft: stable"], ["unikraft: '0.17'"]),
        (
            .setVersion(of: .library("lwip"), to: "x"), ["    version: \"stable\"  # moving"],
            ["    version: \"x\"  # moving"]
        ),
        (.setVersion(of: .library("zlib"), to: "1.0"), [], ["  zlib: '1.0'"]),
        (
            .setSource(of: .library("musl"), to: "./musl"), ["  musl: stable"],
            ["  musl:", "    version: stable", "    source: ./musl"]
        ),
        (.setSource(of: .library("lwip"), to: "./l"), [], ["    source: \"./l\""]),
        (
            .setKconfig(.init("A", .yes), of: .unikraft), ["unikraft: stable"],
            ["unikraft:", "  version: stable", "  kconfig:", "    CONFIG_A: 'y'"]
        ),
        (.setKconfig(.init("A", .number("5")), of: .library("lwip")), [], ["      CONFIG_A: '5'"]),
        (
            .setKconfig(.init("LWIP_TCP", .no), of: .library("lwip")), ["      CONFIG_LWIP_TCP: 'y'"],
            ["      CONFIG_LWIP_TCP: 'n'"]
        ),
        (.setKconfig(.init("A", .yes), of: nil), [], ["", "kconfig:", "  CONFIG_A: 'y'"]),
        (.removeKconfig("LWIP_TCP", of: .library("lwip")), ["    kconfig:", "      CONFIG_LWIP_TCP: 'y'"], []),
        (.addLibrary("zlib", version: "stable"), [], ["  zlib: stable"]),
        (.removeLibrary("musl"), ["  musl: stable"], []),
        (.addTarget(.xen, .x86_64), [], ["- xen/x86_64"]), (.addTarget(.qemu, .x86_64), [], []),
        (.removeTarget(.qemu, .x86_64), ["- qemu/x86_64  # first"], []),
        (.setRootfs("./rootfs"), [], ["", "rootfs: ./rootfs"]),
        (.setRuntime("base:latest"), [], ["", "runtime: base:latest"]),
        (.setCommand(["/a", "b c"]), [], ["", "cmd: [\"/a\", \"b c\"]"]),
        (.setEnvironment("A", to: "2"), ["  - A=1"], ["  - A=2"]),
        (.setEnvironment("B", to: "x: y"), [], ["  - 'B=x: y'"]), (.removeEnvironment("A"), ["env:", "  - A=1"], []),
    ]

    @Test(arguments: cases.indices, [false, true])
    func edit(index: Int, withCarriageReturns: Bool) throws {
        let (edit, removed, added) = Self.cases[index]
        let lineBreak = withCarriageReturns ? "\r\n" : "\n"
        let text = Self.file.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: lineBreak)
        let result = try Kraftfile(text + lineBreak).applying(edit).text
        let difference = result.split(separator: lineBreak, omittingEmptySubsequences: false).map(String.init)
            .difference(
                from: (text + lineBreak).split(separator: lineBreak, omittingEmptySubsequences: false).map(String.init))
        var found: (removed: [String], added: [String]) = ([], [])
        for change in difference.removals { if case .remove(_, let line, _) = change { found.removed.append(line) } }
        for change in difference.insertions { if case .insert(_, let line, _) = change { found.added.append(line) } }
        #expect(found.removed.sorted() == removed.sorted())
        #expect(found.added.sorted() == added.sorted())
        #expect(try Kraftfile(text).applying(edit).project == Kraftfile(result).project)
    }

    @Test(
        arguments: [
            (.addLibrary("b", version: "c"), "{spec: v0.6, runtime: x}", "{spec: v0.6, runtime: x, libraries: {b: c}}"),
            (.addTarget(.xen, .arm64), "{spec: v0.6, runtime: x}", "{spec: v0.6, runtime: x, targets: [xen/arm64]}"),
            (.addTarget(.xen, .arm64), "spec: v0.7\nunikraft: a", "spec: v0.7\nunikraft: a\ntargets:\n- xen/arm64"),
            (.addTarget(.xen, .arm64), "spec: v0.7\ntargets: []\n", "spec: v0.7\ntargets: [xen/arm64]\n"),
            (
                .removeTarget(.xen, .arm64), "spec: v0.7\ntargets: [xen/arm64, fc/arm64]\n",
                "spec: v0.7\ntargets: [fc/arm64]\n"
            ),
            (
                .removeTarget(.xen, .arm64), "spec: v0.7\ntargets: [fc/arm64, {plat: xen, arch: arm64}]\n",
                "spec: v0.7\ntargets: [fc/arm64]\n"
            ),
            (
                .removeTarget(.xen, .arm64), "spec: v0.7\ntargets:\n- plat: xen\n  arch: arm64\n- fc/arm64\n",
                "spec: v0.7\ntargets:\n- fc/arm64\n"
            ),
            (.removeLibrary("a"), "spec: v0.7\nlibraries: {a: b, c: d}\n", "spec: v0.7\nlibraries: {c: d}\n"),
            (.removeLibrary("a"), "spec: v0.7\nlibraries: {a: b}\nruntime: x\n", "spec: v0.7\nruntime: x\n"),
            (
                .setVersion(of: .template, to: "x"), "spec: v0.7\ntemplate: ./t\n",
                "spec: v0.7\ntemplate:\n  source: ./t\n  version: x\n"
            ),
            (
                .setSource(of: .library("a"), to: "./a"), "spec: v0.7\nlibraries: {a: b}\n",
                "spec: v0.7\nlibraries: {a: {version: b, source: ./a}}\n"
            ),
            (.setCommand(["x"]), "spec: v0.7\ncmd:\n- a\n- b\nname: c\n", "spec: v0.7\ncmd: [\"x\"]\nname: c\n"),
            (.setCommand(["x"]), "spec: v0.7\ncmd: |\n  a\n  b\nname: c\n", "spec: v0.7\ncmd: [\"x\"]\nname: c\n"),
            (
                .setKconfig(.init("A", .no), of: nil), "spec: v0.7\nkconfig:\n  - A=y # c\n",
                "spec: v0.7\nkconfig:\n  - CONFIG_A=n # c\n"
            ),
            (
                .setKconfig(.init("B", .no), of: nil), "spec: v0.7\nkconfig:\n  - A=y # c\n",
                "spec: v0.7\nkconfig:\n  - A=y # c\n  - CONFIG_B=n\n"
            ),
            (
                .removeKconfig("A", of: nil), "spec: v0.7\nkconfig:\n  - A=y\n  - B=y\n",
                "spec: v0.7\nkconfig:\n  - B=y\n"
            ),
            (.setEnvironment("A", to: "1"), "spec: v0.7\nname: a\n", "spec: v0.7\nname: a\nenv:\n  A: '1'\n"),
            (.removeEnvironment("A"), "spec: v0.7\nenv: {A: 1, B: 2}\n", "spec: v0.7\nenv: {B: 2}\n"),
            (.setName("x"), "spec: v0.7\nruntime: a\n", "spec: v0.7\nname: x\nruntime: a\n"),
        ] as [(KraftfileEdit, String, String)])
    func forms(edit: KraftfileEdit, before: String, after: String) throws {
        #expect(try Kraftfile(before).applying(edit).text == after)
    }

    @Test(
        arguments: [
            (.removeLibrary("zlib"), EditTests.file), (.addLibrary("musl", version: "x"), EditTests.file),
            (.removeTarget(.xen, .arm), EditTests.file), (.removeKconfig("A", of: nil), EditTests.file),
            (.addLibrary("a/b", version: "x"), EditTests.file), (.setRuntime("A B"), EditTests.file),
            (.setName("x"), "spec: v0.6\nname: [a]\n"),
            (.setVersion(of: .library("b"), to: "2"), "spec: v0.6\nx-a: &a {version: '1'}\nlibraries: {b: *a}\n"),
            (.setEnvironment("A", to: "2"), "spec: v0.6\nx-a: &a {A: '1'}\nenv: *a\n"),
        ] as [(KraftfileEdit, String)])
    func refused(edit: KraftfileEdit, text: String) {
        let error = #expect(throws: KraftfileError.self) { try Kraftfile(text).applying(edit) }
        #expect(error?.code == .editRefused || error?.code == .invalid)
    }

    @Test func addingAndRemovingLeavesTheTextAsItWas() throws {
        let file = Kraftfile(Self.file + "\n")
        let pairs: [(KraftfileEdit, KraftfileEdit)] = [
            (.addLibrary("zlib", version: "x"), .removeLibrary("zlib")),
            (.addTarget(.xen, .arm), .removeTarget(.xen, .arm)),
            (.setEnvironment("B", to: "1"), .removeEnvironment("B")), (.setName("b"), .setName("app")),
            (.setKconfig(.init("Z", .yes), of: .library("lwip")), .removeKconfig("Z", of: .library("lwip"))),
        ]
        for (forth, back) in pairs { #expect(try file.applying([forth, back]).text == file.text) }
    }
}
