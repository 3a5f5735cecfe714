import RootfsModel
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import RootfsBuilder

/// Archives in compressions that programs of the host undo.
@Suite("Compressed archives", .enabled(if: HostPrograms.has("xz") && HostPrograms.has("bzip2"), "needs xz and bzip2"))
struct CompressedArchiveTests {
    private static let kinds = [("xz", "J"), ("bz2", "j")] + (HostPrograms.has("zstd") ? [("zst", "-zstd")] : [])

    private func tar(_ directory: borrowing TemporaryDirectory, _ suffix: String, _ option: String) async throws
        -> FilePath
    {
        try directory.write(["context/inside/file": "content"])
        let path = directory.path.appending("context/r.tar.\(suffix)")
        let result = try await SubprocessLauncher().run(
            ProcessCommand(
                "tar", ["-\(option)", "-cf", path.string, "-C", directory.path.appending("context/inside").string, "."]),
            input: [], outputLimit: 1 << 16)
        try #require(result.succeeded)
        return path
    }

    private func environment(_ directory: borrowing TemporaryDirectory) -> RootfsEnvironment {
        var environment = RootfsEnvironment(cache: RootfsCache(directory.path.appending("cache")))
        environment.launcher = SubprocessLauncher()
        return environment
    }

    @Test(arguments: kinds)
    func addUnpacksThem(suffix: String, option: String) async throws {
        let directory = try TemporaryDirectory()
        _ = try await tar(directory, suffix, option)
        try directory.write([
            "context/Dockerfile": "FROM scratch\nADD r.tar.\(suffix) /x/\nADD --unpack=false r.tar.\(suffix) /\n"
        ])
        let source = DockerfileSource(
            DockerfileBuild(dockerfile: directory.path.appending("context/Dockerfile")), engine: NativeEngine())
        let tree = try await source.load(in: environment(directory)).tree
        #expect(try tree.resolve("/x/file").node?.content?.length == 7)
        #expect(try tree.resolve("/r.tar.\(suffix)").node != nil && tree.resolve("/x/r.tar.\(suffix)").node == nil)
    }

    @Test(arguments: kinds)
    func theyAreSources(suffix: String, option: String) async throws {
        let directory = try TemporaryDirectory()
        let path = try await tar(directory, suffix, option)
        #expect(try RootfsSourceKind.detect(path.string) == .tarball)
        let tree = try await TarballSource(path).load(in: environment(directory)).tree
        #expect(try tree.resolve("/file").node?.content?.length == 7)
        var lonely = environment(directory)
        lonely.launcher = nil
        lonely.cache = RootfsCache(directory.path.appending("other"))
        await #expect { try await TarballSource(path).load(in: lonely) } throws: { "\($0)".contains("compressed with") }
        let unnamed = try directory.write("unnamed", directory.read(path))
        #expect { try RootfsSourceKind.detect(unnamed.string) } throws: { "\($0)".contains("compressed with") }
    }

    @Test func damageIsTold() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("bad.tar.xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 1, 2, 3])
        await #expect { try await TarballSource(path).load(in: environment(directory)) } throws: { error in
            (error as? RootfsError)?.code == .unreadableSource && "\(error)".contains("'xz'")
        }
    }
}

/// An archive by hand: the writer refuses such a link.
@Suite("Links of archives")
struct ArchiveLinkTests {
    @Test func aTargetThatIsNoPathIsRefused() throws {
        let target = String(repeating: "t", count: 5000)
        let directory = try TemporaryDirectory()
        let archive = try directory.write(
            "a.cpio", (ArchiveCheckTests.entry("link", 0o120777, target) + ArchiveCheckTests.end).utf8)
        #expect { try FileTree(cpio: archive) } throws: { "\($0)".contains("'link' has a target of 5000 bytes") }
    }
}
