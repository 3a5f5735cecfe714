import OCIModel
import Testing

@Suite("References")
struct ReferenceTests {
    private static let digest = "sha256:" + String(repeating: "ab", count: 32)

    @Test(arguments: [
        ("base", "unikraft.org/base:latest"),
        ("base:v1", "unikraft.org/base:v1"),
        ("library/base", "unikraft.org/library/base:latest"),
        ("unikraft.org/base:latest", "unikraft.org/base:latest"),
        ("localhost/base", "localhost/base:latest"),
        ("localhost:5000/a/b", "localhost:5000/a/b:latest"),
        ("base:5000", "unikraft.org/base:5000"),
        ("nginx", "unikraft.org/nginx:latest"),
        ("docker.io/nginx", "docker.io/library/nginx:latest"),
        ("[::1]:5000/base", "[::1]:5000/base:latest"),
    ])
    func unikernelNamesAreCompleted(text: String, whole: String) throws {
        #expect(try ImageReference(parsing: text, defaults: .unikraft).description == whole)
    }

    @Test(arguments: [
        ("nginx", "docker.io/library/nginx:latest"),
        ("nginx:1.25-bookworm", "docker.io/library/nginx:1.25-bookworm"),
        ("user/app", "docker.io/user/app:latest"), ("docker.io/a.io/b", "docker.io/a.io/b:latest"),
        ("index.docker.io/nginx", "docker.io/library/nginx:latest"),
        ("registry-1.docker.io/library/nginx", "docker.io/library/nginx:latest"),
        ("ghcr.io/a/b-c/d__e.f:T_1", "ghcr.io/a/b-c/d__e.f:T_1"),
        ("GHCR.IO/a", "ghcr.io/a:latest"), ("LOCALHOST/a", "localhost/a:latest"),
        ("127.0.0.1:5000/a", "127.0.0.1:5000/a:latest"),
        ("a---b", "docker.io/library/a---b:latest"),
    ])
    func imageNamesAreCompleted(text: String, whole: String) throws {
        let reference = try ImageReference(parsing: text, defaults: .dockerHub)
        #expect(reference.description == whole)
        #expect(try ImageReference(parsing: reference.abbreviated(with: .dockerHub), defaults: .dockerHub) == reference)
    }

    @Test func tagAndDigestAreBothKept() throws {
        let reference = try ImageReference(parsing: "a:1@\(Self.digest)", defaults: .dockerHub)
        #expect(reference.tag?.description == "1")
        #expect(reference.identifier == Self.digest)
        #expect(reference.description == "docker.io/library/a:1@\(Self.digest)")
        let untagged = try ImageReference(parsing: "a@\(Self.digest)", defaults: .dockerHub)
        #expect(untagged.tag == nil)
        #expect(untagged.description == "docker.io/library/a@\(Self.digest)")
    }

    @Test(arguments: [
        ("", OCIModelError.Code.invalidReference), ("https://a.io/b", .invalidReference), ("a b", .invalidReference),
        ("a\u{0}", .invalidReference), ("ä", .invalidReference), ("A", .invalidRepository),
        ("HOST/a", .invalidRepository), ("a/", .invalidRepository),
        ("/a", .invalidRepository), ("a//b", .invalidRepository), ("../a", .invalidRegistry),
        ("a/../b", .invalidRepository),
        ("a:", .invalidTag), ("a:-x", .invalidTag), ("a:.x", .invalidTag), ("a.-b", .invalidRepository),
        ("a:" + String(repeating: "t", count: 129), .invalidTag), ("a@sha256:12", .invalidDigest),
        ("a@", .invalidDigest),
        ("host:99999/a", .invalidRegistry), ("host:0/a", .invalidRegistry), ("-a.io/b", .invalidRegistry),
        ("[zz]/a", .invalidRegistry), ("[::1/a", .invalidRegistry), ("user@host/a", .invalidDigest),
        ("a_.b", .invalidRepository), ("a___b", .invalidRepository),
        (String(repeating: "a", count: 2000), .invalidReference),
        (String(repeating: "a", count: 300), .invalidRepository),
    ])
    func whatIsNoReferenceIsRefused(text: String, code: OCIModelError.Code) {
        #expect { try ImageReference(parsing: text, defaults: .unikraft) } throws: {
            ($0 as? OCIModelError)?.code == code
        }
    }

    @Test func dockerHubHasItsOwnEndpointAndKey() throws {
        #expect(RegistryName.dockerHub.endpointHost == "registry-1.docker.io")
        #expect(RegistryName.dockerHub.credentialKey == "https://index.docker.io/v1/")
        let other = try RegistryName(parsing: "registry.example:5000")
        #expect(other.endpointHost == "registry.example:5000")
        #expect(other.credentialKey == "registry.example:5000")
    }

    @Test(arguments: [
        ("registry.example/team", "'/team' is a path"), ("http://registry.example", "'http://' is a scheme"),
        ("https://registry.example:5000/v2", "'https://' is a scheme"), ("registry.example:5000/", "'/' is a path"),
        ("registry.example:x", "the port is no number"),
    ])
    func whatIsNoRegistryIsSaid(text: String, reason: String) {
        #expect { try RegistryName(parsing: text) } throws: { "\($0)".contains(reason) }
    }

    @Test(arguments: [
        ("localhost", true), ("localhost:80", true), ("x.localhost", true), ("127.1.2.3:5000", true), ("[::1]:1", true),
        ("127.example.org", false), ("10.0.0.1", false), ("localhost.example", false), ("[::2]", false),
    ])
    func loopbackIsKnown(text: String, isLoopback: Bool) throws {
        #expect(try RegistryName(parsing: text).isLoopback == isLoopback)
    }

    @Test func theTagOfReferrersFollowsTheSpecification() throws {
        let digest = try Digest(parsing: Self.digest)
        #expect(ImageTag(referrersOf: digest).description == "sha256-" + digest.hex)
    }

    @Test func errorsShowNoControlCharacters() {
        #expect {
            try ImageReference(parsing: "a\u{1b}[31m", defaults: .unikraft)
        } throws: { error in
            guard let error = error as? OCIModelError else { return false }
            return error.offset == 1 && !error.description.contains("\u{1b}")
        }
    }
}
