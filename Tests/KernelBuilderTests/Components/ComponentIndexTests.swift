import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore

@testable import KernelBuilder

struct ComponentIndexTests {
    private let index = """
        name: index
        last_updated: 2026-01-01
        manifests:
          - name: lwip
            type: lib
            manifest: ./libs/lwip.yaml
          - name: unikraft
            type: core
            manifest: https://elsewhere.invalid/core.yaml
        """
    private let manifest = """
        name: lwip
        type: lib
        origin: https://git.invalid/lib-lwip.git
        channels:
          - name: stable
            default: true
            resource: https://files.invalid/lwip-stable.tar.gz
            sha256: ABCDEF
        versions:
          - version: 0.16.2
            resource: https://files.invalid/lwip-0.16.2.tar.gz
            sha256: ''
            type: semver
        """

    private func find(_ key: ComponentKey, _ version: String) async throws -> ComponentIndex.Resource {
        let web = FakeWeb([
            "https://index.invalid/x/index.yaml": .text(index),
            "https://index.invalid/x/libs/lwip.yaml": .text(manifest),
        ])
        let directory = try ScratchDirectory()
        let index = ComponentIndex(
            address: "https://index.invalid/x/index.yaml", downloader: HTTPDownloader(transport: web),
            directory: directory.path)
        return try await index.find(key, version: version)
    }

    @Test func findsChannelsVersionsAndBranches() async throws {
        let lwip = ComponentKey.library("lwip")
        #expect(
            try await find(lwip, "stable") == .archive("https://files.invalid/lwip-stable.tar.gz", sha256: "abcdef"))
        #expect(try await find(lwip, "v0.16.2") == .archive("https://files.invalid/lwip-0.16.2.tar.gz", sha256: nil))
        #expect(try await find(lwip, "feature") == .git("https://git.invalid/lib-lwip.git", reference: "feature"))
    }

    @Test func saysWhatIsMissing() async throws {
        let unknown = await #expect(throws: KernelBuildError.self) { try await find(.library("lwpi"), "stable") }
        #expect(unknown?.remedy.contains("'lwip'") == true)
        let broken = await #expect(throws: KernelBuildError.self) { try await find(.core, "stable") }
        #expect(broken?.code == .index)
        let noTemplate = await #expect(throws: KernelBuildError.self) { try await find(.application("lwip"), "stable") }
        #expect(noTemplate?.message.contains("knows no component") == true)
    }

    @Test func followsRedirectsButNotOutOfHTTPS() async throws {
        let web = FakeWeb([
            "https://a.invalid/f": .redirect("/g"), "https://a.invalid/g": .text("content"),
            "https://a.invalid/down": .redirect("http://a.invalid/g"), "https://a.invalid/loop": .redirect("/loop"),
        ])
        let directory = try ScratchDirectory()
        let place = directory.path.appending("f")
        let downloader = HTTPDownloader(transport: web)
        try await downloader.download("https://a.invalid/f", to: place)
        #expect(try FileAccess.read(place, limit: 100) == Array("content".utf8))
        for path in ["down", "loop", "gone"] {
            await #expect(throws: KernelBuildError.self) {
                try await downloader.download("https://a.invalid/\(path)", to: place)
            }
        }
        #expect(web.requests.count == 14, "two, one, ten and one")
    }

    @Test(.enabled(if: MiniProject.canBuild, "the programs that a core is built with are not installed"))
    func buildsFromTheIndexAndFromTheLockFile() async throws {
        var mini = try MiniProject(usesGreeter: false, usesTemplate: false)
        mini.project.core = KernelPart(.core, from: .index(version: "stable"))
        let archive = mini.directory.path.appending("core.tar.gz")
        try shell("cd \(MiniProject.fixtures) && tar -czf \(archive) core")
        let digest = try FileDigest.sha256(of: archive)
        let web = FakeWeb([
            "https://i.invalid/index.yaml": .text("manifests:\n- {name: unikraft, type: core, manifest: core.yaml}\n"),
            "https://i.invalid/core.yaml": .text(
                "channels:\n- {name: stable, resource: 'https://i.invalid/core.tar.gz', sha256: \(digest)}\n"),
            "https://i.invalid/core.tar.gz": .bytes(try FileAccess.read(archive, limit: 1 << 20)),
        ])
        let builder = KernelBuilder(
            launcher: SubprocessLauncher(), downloader: HTTPDownloader(transport: web),
            index: "https://i.invalid/index.yaml")
        #expect(try await builder.build(mini.project).map(\.work) == [.configured])
        #expect(web.requests.count == 3)
        #expect(try await builder.build(mini.project).map(\.work) == [.nothing])
        try FileAccess.remove(mini.project.directory.appending(".unikraft"))
        _ = try await builder.build(mini.project)
        #expect(web.requests.suffix(1) == ["https://i.invalid/core.tar.gz"])
        #expect(web.requests.count == 4, "the lock file names the archive; the index is not asked again")
    }
}
