import RootfsBuilder
import RootfsModel
import SystemPackage
import Testing
import UnikraftTesting

@Suite struct ModeTests {
    /// Symbolic modes against chmod(1) of the system, for a file and a directory.
    @Test(arguments: [
        "u=rwX,go=rX", "a+x", "go-w", "u+s,g+s,+t", "u-s", "g=u", "o=g-w", "a=", "u=rw,g=r,o=", "+X", "ug+rw-x",
        "a=rwxst",
    ])
    func symbolic(mode: String) async throws {
        let directory = try TemporaryDirectory()
        for start in ["6644", "0751", "0400"] {
            let script =
                "umask 0; touch f; mkdir -p d; chmod \(start) f d; chmod u=rwx d; chmod '\(mode)' f d; stat -c %a f d"
            let expected = try await Tools.run("sh", ["-c", script], in: directory.path).split(separator: "\n").map(
                String.init)
            try await Tools.run(
                "sh", ["-c", "rm -rf f d c; mkdir -p c/d; touch c/f; chmod \(start) c/f c/d; chmod u=rwx c/d"],
                in: directory.path)
            let dockerfile = try directory.write("Dockerfile", Array("FROM scratch\nCOPY --chmod=\(mode) . /\n".utf8))
            let build = DockerfileBuild(dockerfile: dockerfile, context: directory.path.appending("c"))
            let tree = try await DockerfileSource(build).load(in: directory.environment()).tree
            for (name, wanted) in zip(["f", "d"], expected) {
                let found = tree[try TreePath(name)]?.metadata.permissions ?? 0
                #expect(String(found, radix: 8) == wanted, "\(start) \(mode) \(name)")
            }
        }
    }
}
