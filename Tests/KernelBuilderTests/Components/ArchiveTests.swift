import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import KernelBuilder

@Suite(.enabled(if: HostPrograms.has("tar", "gzip"), "tar or gzip is not installed"))
struct ArchiveTests {
    private let directory: ScratchDirectory
    private let archives = ComponentArchives(
        downloader: nil, launcher: SubprocessLauncher(), index: "https://index.invalid/index.yaml")

    init() throws {
        directory = try ScratchDirectory()
        try shell(
            """
            cd \(directory.path); mkdir -p tree/lib-x-1.0/src; cd tree/lib-x-1.0
            echo code > src/a.c; echo run > tool; chmod 755 tool; ln -s src/a.c link; ln tool hard
            """)
    }

    private func pack(_ command: String) throws -> FilePath {
        try shell("cd \(directory.path)/tree; \(command)")
        return directory.path.appending("x.tar")
    }

    private func unpack(_ archive: FilePath, sha256: String? = nil) async throws -> FilePath {
        let place = directory.path.appending("out")
        _ = try await archives.unpack(archive.string, sha256: sha256, project: directory.path, into: place)
        return place
    }

    @Test(arguments: ["tar -cf ../x.tar lib-x-1.0", "tar -cf - lib-x-1.0 | gzip -c > ../x.tar"])
    func unpacksWithoutTheSharedDirectory(_ command: String) async throws {
        let archive = try pack(command)
        let place = try await unpack(archive, sha256: FileDigest.sha256(of: archive).uppercased())
        #expect(
            try shell("cd \(place); cat src/a.c tool hard link; test -x tool; readlink link")
                == "code\nrun\nrun\ncode\nsrc/a.c\n")
        #expect(FileAccess.names(in: directory.path).sorted() == ["out", "tree", "x.tar"])
    }

    @Test(
        arguments: [
            ("xz", "tar -cf - lib-x-1.0 | xz -c > ../x.tar"), ("bzip2", "tar -cf - lib-x-1.0 | bzip2 -c > ../x.tar"),
            ("zstd", "tar -cf - lib-x-1.0 | zstd -qc > ../x.tar"),
            ("zip", "zip -qry ../x.zip lib-x-1.0; mv ../x.zip ../x.tar"),
        ].filter { tool, _ in HostTool.isInPath(tool) && (tool != "zip" || HostTool.isInPath("unzip")) })
    func unpacksWithAProgramOfTheHost(_ tool: String, _ command: String) async throws {
        let place = try await unpack(try pack(command))
        #expect(
            try shell("cd \(place); cat src/a.c tool link; test -x tool; readlink link") == "code\nrun\ncode\nsrc/a.c\n"
        )
    }

    @Test(.enabled(if: HostTool.isInPath("zip") && HostTool.isInPath("unzip"), "zip or unzip is not installed"))
    func refusesAZipArchiveThatLeadsOut() async throws {
        let link = try pack("ln -s ../../outside lib-x-1.0/out; zip -qry ../x.zip lib-x-1.0; mv ../x.zip ../x.tar")
        let error = await #expect(throws: KernelBuildError.self) { try await unpack(link) }
        #expect(error?.message.contains("leads out") == true)
        let name = try pack("echo 1 > ../up; zip -q ../y.zip ../up lib-x-1.0/tool; mv ../y.zip ../x.tar")
        #expect(await #expect(throws: KernelBuildError.self) { try await unpack(name) }?.code == .archive)
    }

    @Test func namesTheProgramThatIsMissing() async throws {
        let launcher = FakeProcessLauncher { command, _ in
            throw ProcessLaunchError(code: .notFound, executable: command.executable, message: "it is not there")
        }
        let archive = try pack("printf 'PK\\003\\004....' > ../x.tar")
        let archives = ComponentArchives(downloader: nil, launcher: launcher, index: "https://index.invalid")
        let error = await #expect(throws: KernelBuildError.self) {
            try await archives.unpack(
                archive.string, sha256: nil, project: directory.path, into: directory.path.appending("out"))
        }
        #expect(error?.code == .hostTool)
        #expect(error?.remedy == "On Debian: apt-get install unzip")
    }

    @Test func tellsWhatAProgramComplainsOf() async throws {
        let archive = try pack("printf 'PK\\003\\004....' > ../x.tar")
        let error = await #expect(throws: KernelBuildError.self) { try await unpack(archive) }
        #expect(error?.code == .archive)
    }

    @Test func keepsSeveralDirectories() async throws {
        let place = try await unpack(try pack("mkdir two; echo 2 > two/f; tar -cf ../x.tar lib-x-1.0 two"))
        #expect(FileAccess.names(in: place) == ["lib-x-1.0", "two"])
    }

    @Test(arguments: [
        ("tar -P --transform='s,^lib-x-1.0/tool,/etc/evil,' -cf ../x.tar lib-x-1.0", "absolute"),
        ("tar -P --transform='s,^lib-x-1.0/tool,lib-x-1.0/../../evil,' -cf ../x.tar lib-x-1.0", "'..'"),
        ("ln -s ../../outside lib-x-1.0/out; tar -cf ../x.tar lib-x-1.0", "leads out"),
        ("ln -s /etc lib-x-1.0/out; tar -cf ../x.tar lib-x-1.0", "leads out"),
        ("mkfifo lib-x-1.0/pipe; tar -cf ../x.tar lib-x-1.0", "device or a pipe"),
        (
            "ln -s src lib-x-1.0/s; tar -cf ../x.tar --transform='s,src/a.c,s/a.c,' lib-x-1.0/s lib-x-1.0/src/a.c",
            "below a link"
        ),
        ("tar -cf - lib-x-1.0 | head -c 700 | gzip -c > ../x.tar", "cannot be used"),
        ("tar -cf - lib-x-1.0 | gzip -c | head -c 100 > ../x.tar", "ends in the middle"),
        ("tar -cf - lib-x-1.0 | gzip -c > ../x.tar; echo x >> ../x.tar", "follows"),
    ])
    func refuses(_ command: String, because reason: String) async throws {
        let archive = try pack(command)
        let error = await #expect(throws: KernelBuildError.self) { try await unpack(archive) }
        #expect(error?.code == .archive)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test func refusesAnotherChecksum() async throws {
        let archive = try pack("tar -cf ../x.tar lib-x-1.0")
        let error = await #expect(throws: KernelBuildError.self) {
            try await unpack(archive, sha256: String(repeating: "0", count: 64))
        }
        #expect(error?.code == .checksum)
        #expect(!FileAccess.exists(directory.path.appending("out")))
    }
}
