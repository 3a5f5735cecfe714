import AsyncHTTPTransport
import Foundation
import OCIModel
import SystemPackage
import TarArchive
import Testing
import UnikraftCore
import UnikraftTesting

@testable import OCIDistribution

@Suite(
    "Beside docker-registry, skopeo and umoci",
    .enabled(if: RegistryServer.isInstalled, "docker-registry is not installed"))
struct LiveRegistryTests {
    private let scratch: Scratch
    private let store: ImageStore
    private let transport = AsyncHTTPTransport(proxies: .none)
    private static let tools = HostPrograms.has("skopeo", "umoci")
    private static let alice = RegistryCredential.password(username: "alice", password: "s3cret")

    init() throws {
        scratch = try Scratch()
        store = try ImageStore(path: scratch.path.appending("store"), isDurable: false)
        try scratch.write("kernel", (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        try scratch.write("initrd", Array("initrd".utf8))
    }

    private func pack(_ reference: ImageReference) async throws -> Descriptor {
        try await store.pack(
            UnikernelPackage(
                kernel: scratch.path.appending("kernel"), initrd: scratch.path.appending("initrd"), platform: .qemu,
                architecture: .x86_64, command: ["/server"]), as: reference)
    }

    private func push(_ reference: ImageReference, _ client: RegistryClient) async throws {
        try await ImageCopier().copy(
            from: StoreImage(reference, store: store), to: RegistryImage(reference, client: client))
    }

    @Test func aPackageGoesThereAndBack() async throws {
        let server = try await RegistryServer()
        defer { server.stop() }
        let reference = try server.reference("team/base:v1")
        let root = try await pack(reference)
        let client = client(transport)
        try await push(reference, client)
        #expect(try await client.resolve(reference).digest == root.digest)
        #expect(try await client.tags(of: reference.location).map(\.description) == ["v1"])
        let other = try ImageStore(path: scratch.path.appending("other"), isDurable: false)
        try await ImageCopier().copy(
            from: RegistryImage(reference, client: client), to: StoreImage(reference, store: other))
        let image = try await other.unikernel(reference, PlatformSelector(.qemu, .x86_64))
        try await image.unpack(into: scratch.path.appending("base"))
        #expect(run("cmp \(scratch.path)/kernel \(scratch.path)/base/unikraft/bin/kernel").status == 0)
        let mounted = try server.reference("team/copy:v2")
        try await ImageCopier().copy(
            from: RegistryImage(reference, client: client), to: RegistryImage(mounted, client: client))
        #expect(try await client.resolve(mounted).digest == root.digest)
        #expect(try await client.referrers(of: root.digest, in: reference.location).isEmpty)
        try await client.deleteManifest(reference.pinned(to: root.digest))
        #expect(await code { _ = try await client.resolve(reference) } == .notFound)
        await transport.shutdown()
    }

    @Test func aBlobGoesInParts() async throws {
        let server = try await RegistryServer()
        defer { server.stop() }
        let reference = try server.reference("team/parts:v1")
        _ = try await pack(reference)
        let client = client(transport) { $0.uploadChunkSize = 30_000 }
        try await push(reference, client)
        #expect(try await client.tags(of: reference.location).count == 1)
        await transport.shutdown()
    }

    @Test(.enabled(if: tools, "skopeo and umoci are not installed"))
    func skopeoReadsWhatWeWrite() async throws {
        let server = try await RegistryServer()
        defer { server.stop() }
        let reference = try server.reference("team/base:v1")
        let root = try await pack(reference)
        try await push(reference, client(transport))
        let skopeo = "skopeo --insecure-policy --override-os qemu --override-arch x86_64"
        let fromRegistry = run("\(skopeo) inspect --raw --tls-verify=false docker://\(reference) | sha256sum")
        #expect(fromRegistry.output.hasPrefix(root.digest.hex), "\(fromRegistry.output)")
        let fromStore = run("\(skopeo) inspect --config oci:\(store.path):\(reference)")
        #expect(fromStore.status == 0 && fromStore.output.contains("/server"), "\(fromStore.output)")
        let copied = run("\(skopeo) copy --all oci:\(store.path):\(reference) oci:\(scratch.path)/copy:v1")
        #expect(copied.status == 0, "\(copied.output)")
        try await store.export(reference, to: scratch.path.appending("image.tar"))
        let archived = run(
            "\(skopeo) copy --all oci-archive:\(scratch.path)/image.tar:\(reference) oci:\(scratch.path)/copy:v2")
        #expect(archived.status == 0, "\(archived.output)")
        await transport.shutdown()
    }

    @Test(.enabled(if: tools, "skopeo and umoci are not installed"))
    func whatUmociAndSkopeoWriteIsRead() async throws {
        let server = try await RegistryServer()
        defer { server.stop() }
        let made = run(
            """
            set -e; cd \(scratch.path); umoci init --layout L; umoci new --image L:t; mkdir -p tree/etc tree/gone
            echo one > tree/etc/motd; echo x > tree/gone/file; umoci insert --image L:t tree/etc /etc; umoci insert --image L:t tree/gone /gone
            umoci insert --image L:t --whiteout /gone
            skopeo --insecure-policy copy --dest-tls-verify=false oci:L:t docker://127.0.0.1:\(server.port)/team/rootfs:1
            skopeo --insecure-policy copy oci:L:t oci-archive:layout.tar:t
            skopeo --insecure-policy copy oci:L:t docker-archive:docker.tar:team/rootfs:1
            """)
        try #require(made.status == 0, "\(made.output)")
        let reference = try server.reference("team/rootfs:1")
        let image = try await store.pullLayers(
            from: RegistryImage(reference, client: client(transport)), as: reference, platform: PlatformSelector())
        #expect(image.layers.count == 3)
        let names = try image.layers[0].index.entries.map { String(decoding: try $0.canonicalPath(), as: UTF8.self) }
        #expect(names.contains("etc/motd"))
        #expect(try image.layers[2].index.entries.compactMap { try Whiteout.mark($0) } == [.name(Array("gone".utf8))])
        for archive in ["layout.tar", "docker.tar"] {
            let source = try ArchiveImage(path: scratch.path.appending(archive))
            let copy = try await store.pullLayers(
                from: source, as: try ImageReference(parsing: "from/\(archive.dropLast(4)):1", defaults: .unikraft),
                platform: PlatformSelector())
            #expect(copy.configuration.diffIDs == image.configuration.diffIDs)
        }
        await transport.shutdown()
    }

    @Test(.enabled(if: HostPrograms.has("htpasswd"), "htpasswd is not installed"))
    func passwordsAreAsked() async throws {
        let secrets = try Scratch()
        #expect(run("htpasswd -Bbn alice s3cret > \(secrets.path)/htpasswd").status == 0)
        let server = try await RegistryServer(auth: "auth: {htpasswd: {realm: test, path: \(secrets.path)/htpasswd}}")
        defer { server.stop() }
        let reference = try server.reference("team/base:v1")
        _ = try await pack(reference)
        #expect(await code { try await push(reference, client(transport)) } == .unauthorized)
        let wrong = FixedCredential(.password(username: "alice", password: "x"), for: reference.registry)
        #expect(
            await code { try await client(transport, credentials: wrong).checkAccess(to: reference.registry) }
                == .unauthorized)
        let right = client(transport, credentials: FixedCredential(Self.alice, for: reference.registry))
        try await right.checkAccess(to: reference.registry)
        try await push(reference, right)
        #expect(try await right.resolve(reference).mediaType == .index)
        await transport.shutdown()
    }

    @Test(.enabled(if: HostPrograms.has("openssl"), "openssl is not installed"))
    func certificatesAreVerified() async throws {
        let keys = try Scratch()
        let made = run(
            "cd \(keys.path) && openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=registry "
                + "-addext subjectAltName=DNS:localhost,IP:127.0.0.1")
        try #require(made.status == 0, "\(made.output)")
        let server = try await RegistryServer(
            http: "  tls: {certificate: \(keys.path)/cert.pem, key: \(keys.path)/key.pem}")
        defer { server.stop() }
        let reference = try server.reference("team/base:v1")
        _ = try await pack(reference)
        await #expect {
            try await push(reference, client(transport))
        } throws: { error in
            let text = "\(error)"
            return (error as? DistributionError)?.code == .connection && !text.contains(".cc")
                && text.contains("the certificate of \(reference.registry) is not trusted")
                && text.contains("--insecure \(reference.registry)")
        }
        let trusting = client(transport) { $0.authorityFiles[reference.registry] = "\(keys.path)/cert.pem" }
        try await push(reference, trusting)
        #expect(try await trusting.resolve(reference).mediaType == .index)
        let careless = client(transport) { $0.insecureRegistries = [reference.registry] }
        #expect(try await careless.resolve(reference).mediaType == .index)
        await transport.shutdown()
    }

    @Test(.enabled(if: TokenServer.isInstalled, "python3 or openssl is not installed"))
    func tokensAreFetched() async throws {
        let keys = try Scratch()
        let tokens = try await TokenServer(in: keys)
        defer { tokens.stop() }
        let server = try await RegistryServer(
            auth: """
                auth: {token: {realm: "http://127.0.0.1:\(tokens.port)/token", service: test-registry, issuer: test-issuer, \
                rootcertbundle: \(keys.path)/token.crt}}
                """)
        defer { server.stop() }
        let reference = try server.reference("team/base:v1")
        let root = try await pack(reference)
        #expect(await code { try await push(reference, client(transport)) } == .unauthorized)
        let alice = client(transport, credentials: FixedCredential(Self.alice, for: reference.registry))
        try await alice.checkAccess(to: reference.registry)
        try await push(reference, alice)
        // Everyone may pull.
        #expect(try await client(transport).manifest(reference).descriptor.digest == root.digest)
        let mounted = try server.reference("team/copy:v2")
        try await ImageCopier().copy(
            from: RegistryImage(reference, client: alice), to: RegistryImage(mounted, client: alice))
        let wrong = FixedCredential(.password(username: "alice", password: "x"), for: reference.registry)
        #expect(await code { _ = try await client(transport, credentials: wrong).resolve(reference) } == .unauthorized)
        await transport.shutdown()
    }
}
