import CpioArchive
import DockerfileModel
import RootfsBuilder
import RootfsModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite struct SourceTests {
    private func sample(_ directory: borrowing TemporaryDirectory) async throws -> FilePath {
        let script = """
            set -e; mkdir -p d/etc/app d/empty; echo one > d/etc/app/one; printf xyz > d/etc/two; ln d/etc/two d/hard
            ln -s etc/two d/link; chmod 4750 d/etc/app/one; touch -d @1234567 d/etc/two
            """
        try await Tools.run("sh", ["-c", script], in: directory.path)
        return directory.path.appending("d")
    }

    private static let names = ["empty", "etc", "etc/app", "etc/app/one", "etc/two", "hard", "link"]

    private func check(_ contents: RootfsContents) throws {
        let tree = contents.tree
        #expect(tree.paths == Self.names)
        #expect(try tree.text("etc/two") == "xyz")
        #expect(try tree.text("hard") == "xyz")
        #expect(try tree.text("etc/app/one") == "one\n")
        #expect(tree[try TreePath("etc/app/one")]?.metadata.permissions == 0o4750)
        #expect(tree[try TreePath("hard")]?.link != nil)
        #expect(tree[try TreePath("hard")]?.link == tree[try TreePath("etc/two")]?.link)
    }

    @Test func directory() async throws {
        let directory = try TemporaryDirectory()
        let source = try await sample(directory)
        let contents = try await DirectorySource(source).load(in: directory.environment())
        try check(contents)
        #expect(
            contents.tree.entries.allSatisfy { $0.node.metadata.modificationTime == 0 && $0.node.metadata.owner == 0 })
    }

    @Test func directoryWithIgnoreFile() async throws {
        let directory = try TemporaryDirectory()
        let source = try await sample(directory)
        try directory.write("d/.kraftignore", Array("etc\n!etc/two\n".utf8))
        let contents = try await DirectorySource(source).load(in: directory.environment())
        #expect(contents.tree.paths == ["empty", "etc", "etc/two", "hard", "link"])
        try directory.write("rules", Array("hard\n".utf8))
        let other = try await DirectorySource(source, ignoreFile: directory.path.appending("rules"))
            .load(in: directory.environment())
        #expect(other.tree.paths.contains(".kraftignore"))
        #expect(!other.tree.paths.contains("hard"))
    }

    @Test(arguments: ["tar -cf", "tar --format=pax -czf"])
    func tarball(command: String) async throws {
        let directory = try TemporaryDirectory()
        _ = try await sample(directory)
        try await Tools.run("sh", ["-c", "\(command) a.tar -C d ."], in: directory.path)
        let archive = directory.path.appending("a.tar")
        #expect(try RootfsSourceKind.detect(archive.string) == .tarball)
        let contents = try await TarballSource(archive).load(in: directory.environment())
        try check(contents)
        #expect(contents.tree[try TreePath("etc/two")]?.metadata.modificationTime == 1_234_567)
    }

    @Test(arguments: [false, true])
    func cpio(isCompressed: Bool) async throws {
        let directory = try TemporaryDirectory()
        let source = try await sample(directory)
        let archive = directory.path.appending("a.cpio")
        let tree = try FileTree(directory: source)
        _ = try CpioRootfsFormat(profile: .linux).write(tree, to: archive)
        if isCompressed { try await Tools.run("sh", ["-c", "gzip a.cpio && mv a.cpio.gz a.cpio"], in: directory.path) }
        #expect(try RootfsSourceKind.detect(archive.string) == .cpio)
        try check(try await CpioSource(archive).load(in: directory.environment()))
    }

    @Test func damagedArchives() async throws {
        let directory = try TemporaryDirectory()
        try directory.write("a.tar", [UInt8](repeating: 7, count: 2000))
        try directory.write("a.cpio", Array("070701zz".utf8))
        try directory.write("a.gz", [0x1f, 0x8b, 8, 0, 0])
        let environment = directory.environment()
        for (source, file) in [
            (TarballSource(directory.path.appending("a.tar")) as any RootfsSource, "a.tar"),
            (CpioSource(directory.path.appending("a.cpio")), "a.cpio"),
            (TarballSource(directory.path.appending("a.gz")), "a.gz"),
        ] {
            let error = await #expect(throws: RootfsError.self) { try await source.load(in: environment) }
            #expect(error?.code == .unreadableSource)
            #expect(error?.file == directory.path.appending(file))
        }
    }

    /// A wrong sum and an unknown kind of file are told with the entry and its place.
    @Test func damagedEntries() async throws {
        let directory = try TemporaryDirectory()
        let script = """
            echo content > file; echo file | cpio -o -H crc --quiet > sum.cpio; echo file | cpio -o -H newc --quiet > kind.cpio
            printf C | dd of=sum.cpio bs=1 seek=116 conv=notrunc status=none
            printf 000001a4 | dd of=kind.cpio bs=1 seek=14 conv=notrunc status=none
            """
        try await Tools.run("sh", ["-ec", script], in: directory.path)
        for (name, message) in [
            ("sum.cpio", "entry 'file', offset 116: the sum of its data"),
            ("kind.cpio", "entry 'file', offset 0: its mode, 0o644, names no kind of file"),
        ] {
            let source = CpioSource(directory.path.appending(name))
            let error = await #expect(throws: RootfsError.self) { try await source.load(in: directory.environment()) }
            #expect(error?.code == .unreadableSource)
            #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
        }
    }

    /// One limit, that of the language, with the place where the file is too long.
    @Test func largeDockerfiles() async throws {
        let directory = try TemporaryDirectory()
        let text = "FROM scratch\n" + String(repeating: "#", count: Dockerfile.sizeLimit)
        let dockerfile = try directory.write("Dockerfile", Array(text.utf8))
        let source = DockerfileSource(DockerfileBuild(dockerfile: dockerfile, context: directory.path))
        let error = await #expect(throws: RootfsError.self) { try await source.load(in: directory.environment()) }
        #expect(error?.code == .invalidDockerfile)
        #expect(error?.diagnostics.first?.code.description == "dockerfile-limit")
    }

    @Test func detection() async throws {
        let directory = try TemporaryDirectory()
        for (name, content) in [
            ("Dockerfile", "FROM scratch"), ("Dockerfile.dev", "x"), ("app.Dockerfile", "x"), ("mydockerfile", "x"),
            ("program", "\u{7f}ELF"), ("old.tar", "x"),
        ] {
            try directory.write(name, Array(content.utf8))
        }
        func kind(_ name: String) throws -> RootfsSourceKind {
            try RootfsSourceKind.detect(directory.path.appending(name).string)
        }
        #expect(try kind("") == .dockerfile)
        #expect(try kind("Dockerfile.dev") == .dockerfile)
        #expect(try kind("app.Dockerfile") == .dockerfile)
        #expect(try kind("program") == .program)
        #expect(try kind("old.tar") == .tarball)
        #expect(try RootfsSourceKind.detect("unikraft.org/base:latest") == .image)
        #expect(throws: RootfsError.self) { try kind("mydockerfile") }
        #expect(throws: RootfsError.self) { try kind("gone") }
    }

    @Test(.enabled(if: HostPrograms.has("umoci"), "umoci is not installed"))
    func imageLayout() async throws {
        let directory = try TemporaryDirectory()
        _ = try await sample(directory)
        let script = """
            set -e; umoci init --layout l; umoci new --image l:t; umoci unpack --rootless --image l:t b
            cp -a d/. b/rootfs/; umoci repack --image l:t b; rm -rf b/rootfs/etc/app; umoci repack --image l:t b
            umoci config --image l:t --config.cmd /server --config.env A=b --config.workingdir /srv
            """
        try await Tools.run("sh", ["-c", script], in: directory.path)
        let layout = directory.path.appending("l")
        #expect(try RootfsSourceKind.detect(layout.string) == .layout)
        let contents = try await ContainerImageSource(layout: layout).load(in: directory.environment())
        #expect(contents.tree.paths == ["empty", "etc", "etc/two", "hard", "link"])
        #expect(contents.settings.command == ["/server"])
        #expect(contents.settings.workingDirectory == "/srv")
        #expect(contents.settings.environment.map(\.description) == ["A=b"])
        let error = await #expect(throws: RootfsError.self) {
            try await ContainerImageSource(layout: layout, reference: "gone").load(in: directory.environment())
        }
        #expect(error?.code == .imageUnavailable)
    }
}
