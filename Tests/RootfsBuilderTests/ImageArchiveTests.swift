import OCIDistribution
import OCIModel
import RootfsBuilder
import RootfsModel
import SystemPackage
import Testing
import UnikraftTesting

/// Archives of images as sources: what counts is the image, not the archive's members.
@Suite struct ImageArchiveTests {
    private func load(_ name: String, _ directory: borrowing TemporaryDirectory) async throws -> FileTree {
        let path = directory.path.appending(name)
        try #require(try RootfsSourceKind.detect(path.string) == .imageArchive)
        return try await ContainerImageSource(archive: path).load(in: directory.environment()).tree
    }

    @Test func imageLayoutsInATar() async throws {
        let directory = try TemporaryDirectory()
        let registry = FakeRegistry()
        let name = try LayerFixture(files: ["etc/os": "made up"]).image(in: registry, "host.test/base:1")
        let store = try ImageStore(path: directory.path.appending("store"), isDurable: false)
        _ = try await store.pullLayers(
            from: RegistryImage(name, client: RegistryClient(transport: registry)), as: name,
            platform: PlatformSelector(os: "linux", architecture: "amd64"))
        try await store.export(name, to: directory.path.appending("image.tar"))
        try await Tools.run("gzip", ["-k", "image.tar"], in: directory.path)
        for archive in ["image.tar", "image.tar.gz"] {
            #expect(try await load(archive, directory).text("etc/os") == "made up")
        }
    }

    /// What `docker save` writes: twice in the same cache, so that the second replaces the first.
    @Test func whatDockerSaves() async throws {
        let directory = try TemporaryDirectory()
        for text in ["one", "two"] {
            try await Tools.run("sh", ["-c", Self.dockerArchive, "sh", text], in: directory.path)
            #expect(try await load("\(text).tar", directory).text("etc/os") == text)
        }
        let both = directory.path.appending("one.tar")
        let source = ContainerImageSource(archive: both, reference: "other:1")
        let error = await #expect(throws: RootfsError.self) { try await source.load(in: directory.environment()) }
        #expect(error?.code == .imageUnavailable)
        #expect(error?.description.contains("it holds app:1") == true)
    }

    private static let dockerArchive = """
        set -e; rm -rf w root; mkdir -p w root/etc; printf "$1" > root/etc/os; tar -cf w/layer.tar -C root .; cd w
        id=$(sha256sum < layer.tar | cut -c-64); mv layer.tar $id.tar
        printf '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' $id > c
        config=$(sha256sum < c | cut -c-64).json; mv c $config
        printf '[{"Config":"%s","RepoTags":["app:1"],"Layers":["%s.tar"]}]' $config $id > manifest.json
        tar -cf "../$1.tar" *
        """

    /// Files that only look a little like an archive of an image are packed as they are.
    @Test(arguments: ["manifest.json usr", "index.json", "oci-layout", "blobs"])
    func filesAreNoImages(names: String) async throws {
        let directory = try TemporaryDirectory()
        try await Tools.run("sh", ["-c", "mkdir d; cd d; touch \(names); tar -cf ../a.tar *"], in: directory.path)
        #expect(try RootfsSourceKind.detect(directory.path.appending("a.tar").string) == .tarball)
    }

    @Test(.enabled(if: HostPrograms.has("skopeo"), "skopeo is not installed"))
    func whatSkopeoCopies() async throws {
        let directory = try TemporaryDirectory()
        try await Tools.run("sh", ["-c", Self.dockerArchive, "sh", "one"], in: directory.path)
        let script = """
            set -e; s="skopeo --insecure-policy copy -q"; $s docker-archive:one.tar oci-archive:oci.tar:v1
            $s oci-archive:oci.tar:v1 docker-archive:docker.tar:app:2; $s docker-archive:one.tar oci:layout:v1
            tar -cf layout.tar -C layout .
            """
        try await Tools.run("sh", ["-c", script], in: directory.path)
        for archive in ["oci.tar", "docker.tar", "layout.tar"] {
            #expect(try await load(archive, directory).text("etc/os") == "one")
        }
    }
}
