import KraftfileModel
import Testing
import UnikraftCore

@Suite("References and sources")
struct ReferenceTests {
    static let digest = "sha256:" + String(repeating: "a0", count: 32)

    @Test(arguments: [
        ("base", "unikraft.org/base:latest"), ("base:latest", "unikraft.org/base:latest"),
        ("oci://base:1", "unikraft.org/base:1"), ("team/app", "unikraft.org/team/app:latest"),
        ("ghcr.io/a/b:c", "ghcr.io/a/b:c"), ("localhost/a", "localhost/a:latest"),
        ("registry:5000/name:tag", "registry:5000/name:tag"), ("registry:5000/name", "registry:5000/name:latest"),
        ("name@" + digest, "unikraft.org/name@" + digest), ("r.io/n:t@" + digest, "r.io/n:t@" + digest),
        ("kernel://build/kernel", "build/kernel"),
    ])
    func runtimes(text: String, resolved: String) throws {
        let reference = try RuntimeReference(parsing: text)
        #expect(reference.resolvedText == resolved)
        #expect(try RuntimeReference(parsing: reference.description) == reference)
    }

    @Test func runtimeAsMapping() throws {
        let text = "spec: v0.6\nruntime: {source: base, version: 0.9, kconfig: {A: y}}\n"
        let runtime = try #require(Kraftfile(text).project?.runtime)
        #expect(runtime.description == "base:0.9" && runtime.kconfig["A"] == .yes)
        #expect(problems("spec: v0.6\nruntime: {source: 'a:b', version: c}\n") == ["2:35 conflicting-keys"])
    }

    @Test(
        arguments: [
            (
                "https://github.com/unikraft/lib-musl.git", ComponentSource.Kind.git,
                "https://github.com/unikraft/lib-musl.git", nil, "musl"
            ),
            ("https://github.com/unikraft/app-x", .git, "https://github.com/unikraft/app-x", nil, "x"),
            ("https://e.com/a.git?branch=dev", .git, "https://e.com/a.git", "dev", "a"),
            ("https://e.com/a.git@v1.0", .git, "https://e.com/a.git", "v1.0", "a"),
            ("https://e.com/@scope/a.tar.gz", .archive, "https://e.com/@scope/a.tar.gz", nil, "a"),
            ("https://user@e.com/a.zip?x=y", .git, "https://user@e.com/a.zip?x=y", nil, "a.zip?x=y"),
            ("git@github.com:unikraft/unikraft.git", .git, "git@github.com:unikraft/unikraft.git", nil, "unikraft"),
            ("./lib", .path, "./lib", nil, "lib"), ("../", .path, "../", nil, ".."),
            ("/abs/x", .path, "/abs/x", nil, "x"),
            ("file:///abs/x", .path, "/abs/x", nil, "x"),
        ] as [(String, ComponentSource.Kind, String, String?, String)])
    func sources(text: String, kind: ComponentSource.Kind, location: String, reference: String?, name: String) throws {
        let source = try #require(ComponentSource(shortForm: text))
        #expect(source == ComponentSource(kind: kind, location: location, reference: reference))
        #expect(ComponentSource(parsing: text) == source)
        #expect(source.guessedName == name)
    }

    @Test(arguments: [
        "stable", "0.17.0", "RELEASE-0.17.0", "a1b2c3d", "feature/x", "http://", "a@b", "://x", "https:///x",
    ])
    func versions(text: String) {
        #expect(ComponentSource(shortForm: text) == nil)
        #expect(Component(parsing: text) == Component(version: text))
    }

    @Test func kconfigValues() {
        let cases: [(String, KconfigValue, String)] = [
            ("y", .yes, "CONFIG_A=y"), ("n", .no, "# CONFIG_A is not set"), ("128", .number("128"), "CONFIG_A=128"),
            ("-1", .number("-1"), "CONFIG_A=-1"), ("0x1F", .hexadecimal("0x1F"), "CONFIG_A=0x1F"),
            ("0x", .string("0x"), "CONFIG_A=\"0x\""), ("-", .string("-"), "CONFIG_A=\"-\""),
            ("", .string(""), "CONFIG_A=\"\""), ("a\"\\", .string("a\"\\"), "CONFIG_A=\"a\\\"\\\\\""),
        ]
        for (text, value, line) in cases {
            #expect(KconfigValue(text) == value && value.text == text)
            #expect(KconfigOption("A", value).configurationLine == line)
        }
        #expect(
            KconfigOptions([.init("A", .yes), .init("B", .no), .init("CONFIG_A", .no)]).options.map(\.value) == [
                .no, .no,
            ])
    }

    @Test(arguments: [
        ("lwip", "CONFIG_LIBLWIP"), ("libelf", "CONFIG_LIBELF"), ("compiler-rt", "CONFIG_LIBCOMPILER_RT"),
    ])
    func libraryOptions(name: String, option: String) {
        #expect(Library(name: name, component: Component()).enablingOption == KconfigOption(option, .yes))
    }
}
