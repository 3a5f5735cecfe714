import Foundation
import OCIModel
import Testing

@Suite("Documents")
struct DocumentTests {
    private static let digest = "sha256:" + String(repeating: "0a", count: 32)

    private func decode<Value: Decodable>(_ text: String, as: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }

    private func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func descriptor(_ type: String = "application/vnd.oci.image.layer.v1.tar", size: String = "3")
        -> String
    {
        #"{"digest":"\#(digest)","mediaType":"\#(type)","size":\#(size)}"#
    }

    @Test func aManifestIsReadAndWrittenUnchanged() throws {
        let text =
            #"{"annotations":{"a":"b"},"config":\#(Self.descriptor("application/vnd.oci.image.config.v1+json")),"#
            + #""layers":[\#(Self.descriptor())],"mediaType":"application/vnd.oci.image.manifest.v1+json","schemaVersion":2}"#
        let manifest: ImageManifest = try decode(text)
        #expect(manifest.layers.first?.mediaType == .layer)
        #expect(manifest.layers.first?.size == 3)
        #expect(try encode(manifest) == text)
    }

    @Test func anIndexIsReadAndWrittenUnchanged() throws {
        let text =
            #"{"manifests":[{"digest":"\#(Self.digest)","mediaType":"application/vnd.oci.image.manifest.v1+json","#
            + #""platform":{"architecture":"x86_64","os":"qemu","os.features":["CONFIG_A=y"],"os.version":"0.17"},"size":9}],"#
            + #""mediaType":"application/vnd.oci.image.index.v1+json","schemaVersion":2}"#
        let index: ImageIndex = try decode(text)
        #expect(index.manifests.first?.platform?.osFeatures == ["CONFIG_A=y"])
        #expect(try encode(index) == text)
    }

    @Test func theKindOfADocumentIsFound() throws {
        let config = Self.descriptor("application/vnd.oci.image.config.v1+json")
        guard
            case .manifest = try decode(#"{"schemaVersion":2,"config":\#(config),"layers":[]}"#, as: ImageDocument.self)
        else {
            Issue.record("not seen as a manifest")
            return
        }
        guard case .index(let index) = try decode(#"{"schemaVersion":2,"manifests":[]}"#, as: ImageDocument.self) else {
            Issue.record("not seen as an index")
            return
        }
        #expect(index.mediaType == nil)
    }

    @Test(arguments: [
        // Both at once, told apart by the type or not (CVE-2021-41190).
        #"{"schemaVersion":2,"manifests":[],"layers":[],"config":\#(descriptor())}"#,
        #"{"mediaType":"application/vnd.oci.image.manifest.v1+json","manifests":[],"config":\#(descriptor()),"layers":[]}"#,
        #"{"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[],"layers":[]}"#,
        #"{"mediaType":"text/plain","config":\#(descriptor()),"layers":[]}"#,
        #"{"schemaVersion":1,"name":"a","tag":"b","fsLayers":[]}"#,
        #"{"schemaVersion":2,"config":{"digest":"sha256:1","mediaType":"a","size":1},"layers":[]}"#,
        #"{"schemaVersion":2,"config":\#(descriptor(size: "-1")),"layers":[]}"#,
        #"{"schemaVersion":2,"config":\#(descriptor(size: "99999999999999999999")),"layers":[]}"#,
        #"{"schemaVersion":2,"layers":[]}"#, "[]", "null", "",
    ])
    func whatIsNoDocumentIsRefused(text: String) {
        #expect(throws: (any Error).self) { try decode(text, as: ImageDocument.self) }
    }

    @Test func aConfigurationOfDockerIsRead() throws {
        let configuration: ImageConfiguration = try decode(
            #"{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/bin"],"Cmd":["sh"],"Entrypoint":null,"#
                + #""ExposedPorts":{"80/tcp":{},"443/tcp":{}},"Volumes":null,"Labels":null,"OnBuild":null},"#
                + #""rootfs":{"type":"layers","diff_ids":["\#(Self.digest)"]},"#
                + #""history":[{"created_by":"x","empty_layer":true}]}"#)
        #expect(configuration.config.command == ["sh"])
        #expect(configuration.config.entrypoint == nil)
        #expect(configuration.config.exposedPorts == ["443/tcp", "80/tcp"])
        #expect(configuration.diffIDs.map(\.description) == [Self.digest])
        #expect(configuration.history.first?.emptyLayer == true)
    }

    @Test func aConfigurationIsWrittenWithPlatformFields() throws {
        var parameters = ExecutionParameters(command: ["/server"], environment: ["A=1"], labels: ["b": "c"])
        parameters.exposedPorts = ["80/tcp"]
        let configuration = ImageConfiguration(
            platform: ImagePlatform(
                architecture: "x86_64", os: "qemu", osVersion: "0.17.0", osFeatures: ["CONFIG_A=y"]),
            config: parameters, diffIDs: [try Digest(parsing: Self.digest)])
        let text = try encode(configuration)
        #expect(
            text == #"{"architecture":"x86_64","config":{"Cmd":["/server"],"Env":["A=1"],"ExposedPorts":{"80/tcp":{}},"#
                + #""Labels":{"b":"c"}},"os":"qemu","os.features":["CONFIG_A=y"],"os.version":"0.17.0","#
                + #""rootfs":{"diff_ids":["\#(Self.digest)"],"type":"layers"}}"#)
        #expect(try decode(text, as: ImageConfiguration.self) == configuration)
    }

    @Test func mediaTypesHaveRoles() {
        #expect(MediaType.index.role == .index && MediaType.dockerIndex.role == .index)
        #expect(MediaType.manifest.role == .manifest && MediaType.dockerManifest.role == .manifest)
        #expect(MediaType.layer.role == .layer(.none) && MediaType.dockerLayer.role == .layer(.gzip))
        #expect(MediaType.zstdLayer.role == .layer(.zstd))
        #expect(MediaType.unikraftKernel.role == .unikraftFile)
        #expect(MediaType(rawValue: "application/octet-stream").role == .other)
    }

    @Test func architecturesHaveOneNormalName() {
        let kraft = ImagePlatform(architecture: "x86_64", os: "qemu")
        let docker = ImagePlatform(architecture: "amd64", os: "linux")
        #expect(kraft.normalizedArchitecture == docker.normalizedArchitecture)
        #expect(ImagePlatform(architecture: "aarch64", os: "linux", variant: "v8").normalizedVariant == nil)
        #expect(ImagePlatform(architecture: "arm", os: "linux").normalizedVariant == "v7")
    }
}
