import Testing
import UnikraftCore

@testable import DockerfileModel

@Suite("RUN --mount, --device, --network, --security")
struct MountTests {
    @Test("A cache with all its fields")
    func cache() throws {
        let mount = try RunMount(
            parsing: "type=cache,target=/c,id=k,from=b,source=s,sharing=locked,mode=0755,uid=1,gid=2,ro")
        #expect(mount.kind == .cache)
        #expect((mount.target, mount.id, mount.from, mount.source) == ("/c", "k", "b", "s"))
        #expect(mount.sharing == .locked)
        #expect((mount.mode, mount.uid, mount.gid) == (0o755, 1, 2))
        #expect(mount.isReadOnly)
    }

    @Test("Defaults: bind is the kind; bind, secret and ssh are read-only, the others are not")
    func defaults() throws {
        #expect(try RunMount(parsing: "target=/x").kind == .bind)
        #expect(try RunMount(parsing: "target=/x").isReadOnly)
        #expect(try !RunMount(parsing: "target=/x,rw").isReadOnly)
        #expect(try !RunMount(parsing: "target=/x,readonly=false").isReadOnly)
        #expect(try !RunMount(parsing: "type=cache,target=/x").isReadOnly)
        #expect(try !RunMount(parsing: "type=tmpfs,target=/x").isReadOnly)
        #expect(try RunMount(parsing: "type=ssh").isReadOnly)
        #expect(try RunMount(parsing: "type=tmpfs,target=/x,size=64m").sizeLimit == 64 << 20)
    }

    @Test("Secrets and agents")
    func secrets() throws {
        let secret = try RunMount(parsing: "type=secret,id=t,dst=/t,env=T,required,mode=0400")
        #expect(secret.isRequired)
        #expect(secret.environmentVariable == "T")
        #expect(try RunMount(parsing: "type=ssh,required=false,id=x").isRequired == false)
    }

    @Test("Fields may be quoted as in CSV, and keys have any case")
    func quoting() throws {
        #expect(try RunMount(parsing: "\"target=/a,b\",TYPE=Cache").target == "/a,b")
        #expect(try RunMount(parsing: "\"target=/a\"\"b\"").target == "/a\"b")
    }

    @Test(
        "Wrong mounts",
        arguments: [
            "", "type=disk,target=/x", "typ=bind", "target", "type=bind,target=/x,mode=1", "type=bind,uid=1",
            "type=tmpfs,target=/x,gid=1", "type=cache,target=/x,mode=9", "type=cache,target=/x,uid=-1",
            "type=bind,target=/x,size=1", "type=bind,required", "type=bind,target=/x,sharing=shared",
            "type=cache,target=/x,sharing=all", "type=secret", "type=secret,id=a,source=b", "type=secret,id=a,from=b",
            "type=tmpfs,size=big", "target=/x,ro=perhaps", "target=\"/x", "\"target=/x\"y", "type=cache,from=$x",
        ])
    func wrong(text: String) {
        #expect(throws: DockerfileError.self) { try RunMount(parsing: text) }
    }

    @Test("Variables wait for their values; a dollar sign at the end is none")
    func variables() throws {
        let mount = try RunMount(parsing: "type=$T,target=/x/$D,uid=$U")
        #expect(mount.isProvisional)
        #expect(mount.target == "/x/$D")
        let values = ["T": "cache", "D": "y", "U": "5"]
        let resolved = try RunMount(parsing: mount.text) { text throws(DockerfileError) in
            try VariableExpander().expand(text) { values[$0] }
        }
        #expect(!resolved.isProvisional)
        #expect((resolved.kind, resolved.target, resolved.uid) == (.cache, "/x/y", 5))
        #expect(try RunMount(parsing: "type=bind,from=a$,target=/x").from == "a$")
    }

    @Test("Devices")
    func devices() throws {
        #expect(try RunDevice(parsing: "v.com/gpu=all") == RunDevice(name: "v.com/gpu=all"))
        #expect(try RunDevice(parsing: "name=v.com/x=y,required") == RunDevice(name: "v.com/x=y", isRequired: true))
        #expect(try RunDevice(parsing: "v.com/x,required=false") == RunDevice(name: "v.com/x"))
        #expect(throws: DockerfileError.self) { try RunDevice(parsing: "a,name=b") }
        #expect(throws: DockerfileError.self) { try RunDevice(parsing: "a,b=c") }
    }

    @Test("RUN gathers them, and reports each wrong one")
    func run() {
        guard case .run(let run) = kind("RUN --network=host --security=insecure --device=d --mount=type=ssh make")
        else {
            Issue.record("no RUN")
            return
        }
        #expect(run.network == .host)
        #expect(run.security == .insecure)
        #expect(run.devices == [RunDevice(name: "d")])
        #expect(run.mounts.map(\.kind) == [.ssh])
        #expect(problems("RUN --mount=type=x --mount=tipe=y make") == ["2:5 bad-mount", "2:20 bad-mount"])
    }
}
