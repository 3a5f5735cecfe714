import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import KernelBuilder

struct GitAddressTests {
    @Test(arguments: [
        "https://github.com/unikraft/unikraft.git", "ssh://git@host/x", "git://host/x", "file:///x/y",
        "git@host:x/y.git",
    ])
    func takes(_ text: String) throws {
        #expect(try GitLocation(parsing: text).url == text)
    }

    @Test(arguments: [
        "-oProxyCommand=x", "ext::sh -c evil", "http://host/x", "ftp://host/x", "https://-host/x", "https://", "host:x",
        "git@-host:x", "git@host:-x", "/path", "https://host/a b", "https://host/\u{1b}[0m", "",
    ])
    func refuses(_ text: String) {
        #expect(throws: KernelBuildError.self) { try GitLocation(parsing: text) }
    }

    @Test func hidesPasswordsAndDropsGitPlus() throws {
        #expect(try GitLocation(parsing: "https://me:secret@host/x").description == "https://host/x")
        #expect(try GitLocation(parsing: "git+https://host/x").url == "https://host/x")
    }

    @Test(arguments: [
        "--upload-pack=x", "-x", "a..b", "a b", "a:b", "a^", "a~1", "", "@{1}", "+main", "a/", "x.lock", "a\nb",
    ])
    func refusesReferences(_ name: String) {
        #expect(throws: KernelBuildError.self) { try GitReference(parsing: name) }
    }

    @Test func knowsReleaseTags() throws {
        #expect(try GitReference(parsing: "0.17.0").candidates == ["0.17.0", "RELEASE-0.17.0", "v0.17.0"])
        #expect(try GitReference(parsing: "staging").candidates == ["staging"])
    }
}

@Suite(.enabled(if: HostPrograms.has("git"), "git is not installed"))
struct GitFetchTests {
    private let directory: ScratchDirectory
    private let client = GitClient(launcher: SubprocessLauncher())
    private let location: GitLocation

    init() throws {
        directory = try ScratchDirectory()
        try shell(
            """
            cd \(directory.path); export GIT_CONFIG_GLOBAL=/dev/null
            git init -q -b main origin; cd origin; git config user.email a@b; git config user.name n
            echo 1 > file; git add .; git commit -qm one; git tag RELEASE-1.0
            echo 2 > file; git commit -qam two; git branch side; echo 3 > file; git commit -qam three
            """)
        location = try GitLocation(parsing: "file://\(directory.path)/origin")
    }

    private func content(_ name: String) throws -> String {
        String(
            decoding: try FileAccess.read(directory.path.appending(name).appending("file"), limit: 100), as: UTF8.self)
    }

    @Test func fetchesBranchesTagsAndCommits() async throws {
        let first = try shell("git -C \(directory.path)/origin rev-parse RELEASE-1.0").trimmed
        for (index, (name, text)) in [
            ("side", "2\n"), ("1.0", "1\n"), (first, "1\n"), (String(first.prefix(9)), "1\n"),
        ].enumerated() {
            let place = "clone\(index)"
            let commit = try await client.fetch(
                location, reference: GitReference(parsing: name), commit: nil, into: directory.path.appending(place))
            #expect(try content(place) == text)
            #expect(commit.utf8.count == 40)
        }
        _ = try await client.fetch(location, reference: nil, commit: nil, into: directory.path.appending("head"))
        #expect(try content("head") == "3\n")
        #expect(try shell("git -C \(directory.path)/head rev-list --count HEAD").trimmed == "1")
    }

    @Test func saysWhatIsMissing() async throws {
        let error = await #expect(throws: KernelBuildError.self) {
            try await client.fetch(
                location, reference: GitReference(parsing: "gone"), commit: nil, into: directory.path.appending("x"))
        }
        #expect(error?.code == .fetch)
        #expect(error?.message.contains("gone") == true)
    }

    @Test func plainHTTPAndFilesAreForAddressesThatSaySo() {
        let protocols = { ProcessCommand.git([], address: $0).environment["GIT_ALLOW_PROTOCOL"] }
        for address in ["https://host/x.git", "git@host:x", "ssh://host/x", "git://host/x", "ext::sh"] {
            #expect(protocols(address) == "https:ssh:git")
        }
        #expect(protocols("HTTP://host/x.git") == "https:ssh:git:http")
        #expect(protocols("file:///x") == "https:ssh:git:file")
    }

    @Test func asksForNothingAndAllowsFewTransports() async throws {
        let fake = FakeProcessLauncher { _, _ in FakeProcess(output: String(repeating: "a", count: 40) + "\n") }
        _ = try await GitClient(launcher: fake).fetch(
            location, reference: GitReference(parsing: "side"), commit: nil, into: "/x")
        let fetch = try #require(fake.commands.first { $0.arguments.contains("fetch") })
        #expect(fetch.environment["GIT_ALLOW_PROTOCOL"] == "https:ssh:git:file")
        #expect(fetch.environment["GIT_ASKPASS"] == .some(nil))
        #expect(fetch.environment["GIT_TERMINAL_PROMPT"] == "0")
        #expect(fetch.arguments.suffix(3) == ["--", location.url, "side"])
    }
}
