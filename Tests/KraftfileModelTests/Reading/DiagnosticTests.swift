import KraftfileModel
import Testing
import UnikraftCore

@Suite("What is said about a faulty Kraftfile")
struct DiagnosticTests {
    static let head = "spec: v0.6\nruntime: base:latest\n"

    /// What stands below the head, and what is said about it.
    static let below: [(text: String, expected: [String])] = [
        ("nam: x", ["(3:1 unknown-key)"]), ("name: ''", ["3:7 missing-value"]), ("name:", ["3:6 missing-value"]),
        ("name: [a]", ["3:7 wrong-type"]),
        ("name: yes", ["(3:7 unquoted-scalar)"]), ("name: 1.10", ["(3:7 lost-precision)"]),
        ("name: 5", ["(3:7 unquoted-scalar)"]),
        ("name: a\nname: b", ["4:1 duplicate-key"]), ("name: a\nname: a", ["(4:1 duplicate-key)"]),
        ("specification: v0.6", ["3:1 conflicting-keys"]), ("cmd: {a: b}", ["3:6 wrong-type"]),
        ("cmd: [a, [b]]", ["3:10 wrong-type"]), ("cmd: [a, '']", ["(3:10 invalid-value)"]),
        ("cmd: ['a b']", ["(3:7 split-command)"]), ("cmd: 'a \"b'", ["3:6 invalid-value"]), ("cmd: ['a b', c]", []),
        ("env: a", ["3:6 wrong-type"]), ("env: [=a]", ["3:7 invalid-value"]),
        ("env: [A=1, A=2]", ["(3:12 repeated-item)"]),
        ("env: {A: [b]}", ["3:10 wrong-type"]), ("labels: [a]", ["3:9 wrong-type"]),
        ("volumes: a:b", ["3:10 wrong-type"]), ("volumes: ['a:b:ro']", ["3:11 invalid-value"]),
        ("volumes: ['a:']", ["3:11 invalid-value"]), ("volumes: [{destination: /a}]", ["3:12 missing-value"]),
        ("volumes: [{source: a, readonly: 1}]", ["3:33 wrong-type"]),
        ("volumes: [{source: a, readonly: true, readOnly: true}]", ["3:39 conflicting-keys"]),
        ("targets: qemu/x86_64", ["3:10 wrong-type"]), ("targets: [qemu]", ["3:11 invalid-value"]),
        ("targets: [qmu/x86_64]", ["3:11 invalid-value"]), ("targets: [qemu/x86]", ["3:11 invalid-value"]),
        ("targets: [hl/x86_64]", ["3:11 invalid-value"]), ("targets: [kraftcloud/x86_64]", ["(3:11 deprecated-key)"]),
        ("targets: [qemu/x86_64, kvm/amd64]", ["(3:24 repeated-item)"]),
        ("targets: [{plat: qemu}]", ["3:12 missing-value"]),
        ("targets: [{arch: arm}]", ["3:12 missing-value"]),
        ("targets: [{plat: qemu/arm, arch: arm64}]", ["3:18 conflicting-keys"]),
        ("targets: [{plat: qemu, platform: qemu, arch: arm}]", ["3:24 conflicting-keys"]),
        ("targets: [[a]]", ["3:11 wrong-type"]),
        ("kconfig: {A: }", ["3:11 missing-value"]), ("kconfig: {A: 1.5}", ["(3:14 kconfig-float)"]),
        ("kconfig: {A: [b]}", ["3:14 wrong-type"]), ("kconfig: {A: \"a\\nb\"}", ["3:14 invalid-value"]),
        ("kconfig: {'A B': y}", ["3:11 invalid-value"]), ("kconfig: [A]", ["3:11 missing-value"]),
        ("kconfig: [A=]", ["3:11 missing-value"]), ("kconfig: {A: y, CONFIG_A: n}", ["(3:17 repeated-item)"]),
        ("kconfig: y", ["3:10 wrong-type"]), ("libraries: [musl]", ["3:12 wrong-type"]),
        ("libraries: {musl: }", ["3:18 missing-value"]),
        ("libraries: {musl: true}", ["(3:19 unquoted-scalar)"]), ("libraries: {a/b: stable}", ["3:13 invalid-value"]),
        ("libraries: {musl: {versoin: stable}}", ["(3:20 unknown-key)"]),
        ("libraries: {musl: {version: 0.10}}", ["(3:29 lost-precision)"]),
        ("libraries: {a: {source: 'https://e.com/a.git@x', version: z}}", ["(3:59 conflicting-keys)"]),
        ("template: {x-a: 1, name: b}", []), ("rootfs: ''", ["3:9 missing-value"]),
        ("rootfs: [a, b]", ["3:9 invalid-value"]),
        ("rootfs: [{source: a, type: cpio}]", []), ("rootfs: {source: a, type: zip}", ["3:27 invalid-value"]),
        ("rootfs: {type: cpio}", ["3:10 missing-value"]), ("roms: a", ["3:7 wrong-type"]),
        ("rootfs: {source: {path: a}}", ["(3:19 newer-key)"]), ("outdir: 7", ["(3:9 unquoted-scalar)"]),
        ("kconfig: {CONFIG_A: y, B: [], A: n}", ["3:27 wrong-type", "(3:31 repeated-item)"]),
        ("kconfig: [CONFIG_A=y, 'B', A=n]", ["3:23 missing-value", "(3:28 repeated-item)"]),
        ("rootsf: a", ["(3:1 unknown-key)"]), ("roots: {sorce: a}", ["(3:1 unknown-key)"]),
        ("1: a", ["(3:1 unknown-key)"]), ("? [a]\n: b", ["3:3 wrong-type"]),
    ]

    @Test(arguments: below)
    func belowTheHead(text: String, expected: [String]) {
        #expect(problems(Self.head + text + "\n") == expected)
    }

    static let runtimes = [
        "a:b:c:d", "a:", ":a", "A:b", "a@sha256:12", "http://a/b", "kernel://", "a b", "host:99999/a", "a//b",
    ]

    @Test(arguments: runtimes)
    func faultyRuntimes(text: String) {
        #expect(problems("spec: v0.6\nruntime: '\(text)'\n") == ["2:10 invalid-value"])
    }

    @Test func everyProblemIsReported() {
        let text = """
            spec: v0.7
            runtme: base:latest
            name: [x]
            targets:
              - qemu
              - foo/x86_64
              plat: b
            cmd: ["/a", "b"
            labels:
              "a b": c
            rootfs: {source: {type: dir, dockerfile: x}, type: cpio}
            x-extra: 1
            """
        #expect(
            problems(text) == [
                "2:1 unknown-key", "3:7 wrong-type", "5:5 invalid-value", "6:5 invalid-value", "7:3 yaml-syntax",
                "9:1 yaml-syntax", "10:3 invalid-value", "11:25 conflicting-keys", "(11:46 deprecated-key)",
                "11:46 conflicting-keys", "12:1 unknown-key",
            ])
    }

    @Test func suggestionsAndRemedies() throws {
        let problem = try #require(
            Kraftfile("spec: v0.7\nruntime: a:b\nlibrarys: {}\n", file: "dir/Kraftfile").diagnostics.first)
        #expect(
            problem.description == """
                dir/Kraftfile:3:1: error: 'librarys' is not a key of a Kraftfile [unknown-key]
                  3 | librarys: {}
                    | ^~~~~~~~
                  suggestion: libraries
                  help: Did you mean 'libraries'?
                """)
        for (text, _) in Self.below {
            for problem in Kraftfile(Self.head + text).diagnostics {
                #expect(problem.remedy?.isEmpty == false && problem.excerpt != nil && !problem.message.hasSuffix("."))
            }
        }
    }

    @Test(arguments: [
        ("rootsf: ./a", "rootfs"), ("root_fs: ./a", "rootfs"), ("rootfs: {sorce: ./a}", "source"),
        ("rootfs: {source: ./a, tpye: cpio}", "type"), ("rootfs: {source: {paht: a}}", "path"),
        ("rootfs: {source: a, type: cipo}", "cpio"), ("f: a", nil), ("rootfs: {s: ./a}", nil),
    ])
    func suggestions(text: String, expected: String?) {
        #expect(Kraftfile(Self.head + text).diagnostics.compactMap(\.suggestion).first == expected)
    }

    @Test func moreProblemsThanAreListed() {
        let text = (1...250).map { "x\($0)y: a\n" }.joined()
        let warnings = Kraftfile(Self.head + text).diagnostics
        #expect(warnings.count == 101)
        #expect(warnings.last?.message == "there are 150 more problems besides those listed")
        #expect(warnings.last?.severity == .warning)
        let errors = Kraftfile("spec: v0.7\nruntime: a:b\n" + text).diagnostics
        #expect(errors.last?.code == .tooManyProblems)
        #expect(errors.last?.severity == .error)
        #expect(
            Kraftfile(Self.head + (1...101).map { "x\($0)y: a\n" }.joined()).diagnostics.last?.message
                == "there is one more problem besides those listed")
    }

    @Test func syntaxErrorsEndTheReading() {
        let found = Kraftfile("spec: v0.6\n" + String(repeating: "no colon\n", count: 500)).diagnostics
        #expect(found.count == 101)
        #expect(found.last?.code == .tooManyProblems)
        #expect(found.last?.message.contains("ended early") == true)
    }

    @Test func aSyntaxErrorIsNotAlsoAnAbsence() {
        #expect(problems("spec: v0.6\nruntime base:latest\nrootfs: ./a\n") == ["2:13 yaml-syntax"])
        #expect(problems("spec: v0.6\nruntime: [a\n") == ["2:10 yaml-syntax"])
        #expect(problems("spec: v0.5\nunikraft stable\nname: x\n") == ["2:1 yaml-syntax"])
    }

    @Test func anOldVersionNamesThoseThatAreRead() throws {
        let problem = try #require(Kraftfile("spec: 0.4\nunikraft: stable\ntargets: []\n").diagnostics.first)
        #expect(problem.severity == .warning)
        #expect(problem.remedy?.contains("v0.5, v0.6 and v0.7") == true)
    }

    @Test(arguments: [
        ("", ["1:1 empty-kraftfile"]), ("# nothing\n", ["1:1 empty-kraftfile"]), ("---\n", ["1:1 empty-kraftfile"]),
        ("- a\n", ["1:1 wrong-type"]), ("text", ["1:1 wrong-type"]),
        ("name: a\n", ["1:1 missing-specification", "(1:1 nothing-to-build)"]),
        ("spec:\nruntime: a:b", ["1:1 missing-specification"]), ("spec: v0.6\n", ["(1:1 nothing-to-build)"]),
        ("spec: v0.5\nname: a\n", ["1:1 missing-value"]),
        ("spec: v0.6\nunikraft: stable\n", ["(2:1 nothing-to-build)"]),
        ("spec: v0.7\nruntime: a:b\nname: x\nname: x\n", ["4:1 duplicate-key"]),
        ("spec: v0.7\nruntime: {source: a}\n", ["2:10 wrong-type"]), ("spec: v0.7\nrootfs: [a]\n", ["2:9 wrong-type"]),
        ("spec: v0.7\nunikraft: ./kernel\ntargets: [qemu/arm64]\n", ["2:11 invalid-value"]),
        ("spec: v0.7\nunikraft: {source: k, type: kernel}\ntargets: []\noutdir: a", ["(4:1 deprecated-key)"]),
    ])
    func wholeFiles(text: String, expected: [String]) {
        #expect(problems(text) == expected)
    }
}
