import RootfsBuilder
import RootfsModel
import SystemPackage
import Testing
import UnikraftTesting

@Suite struct StageProgramTests {
    @Test func names() {
        #expect(StageProgram("build:/bin/sh") == StageProgram(stage: "build", path: "/bin/sh"))
        #expect(StageProgram("0:/a:b") == StageProgram(stage: "0", path: "/a:b"))
        for text in ["/bin/a:/b", "./x:/y", "build:sh", ":/bin/sh", "build:", "/usr/bin/env", ""] {
            #expect(StageProgram(text) == nil, "\(text)")
        }
    }

    /// The stage is no part of what the target needs; its libraries are where the program looks for them.
    @Test(.enabled(if: HostPrograms.has("gcc"), "gcc is not installed"))
    func librariesComeAlong() async throws {
        let directory = try TemporaryDirectory()
        let context = try directory.makeContext([
            "lib.c": "int f(void) { return 0; }", "main.c": "int f(void); int main(void) { return f(); }",
        ])
        try await Tools.run(
            "sh",
            [
                "-ec",
                """
                gcc -shared -fPIC -Wl,-soname,libown.so.1 -o libown.so.1.0 lib.c; ln -s libown.so.1.0 libown.so.1
                gcc -pie -fPIE -o program main.c libown.so.1 -Wl,-rpath,/opt/lib -nostartfiles -nodefaultlibs -Wl,-e,main
                """,
            ], in: context)
        let text = """
            FROM scratch AS build
            COPY --chmod=755 program /opt/bin/
            COPY libown.so.1.0 /opt/lib/
            COPY libown.so.1.0 /opt/lib/libown.so.1
            FROM scratch
            COPY main.c /src/
            """
        let dockerfile = try directory.write("Dockerfile", Array(text.utf8))
        let build = DockerfileBuild(dockerfile: dockerfile, context: context)
        var source = DockerfileSource(build, programs: [StageProgram(stage: "build", path: "/opt/bin/program")])
        let contents = try await source.load(in: directory.environment())
        #expect(
            contents.tree.paths == [
                "opt", "opt/bin", "opt/bin/program", "opt/lib", "opt/lib/libown.so.1", "src", "src/main.c",
            ])
        // The loader is in no stage.
        #expect(contents.notices.contains { $0.contains("is not in the stage 'build'") })
        source.programs = [StageProgram(stage: "bild", path: "/opt/bin/program")]
        let unknown = await #expect(throws: RootfsError.self) { try await source.load(in: directory.environment()) }
        #expect(unknown?.message.contains("Did you mean 'build'?") == true)
        source.programs = [StageProgram(stage: "build", path: "/opt/bin/none")]
        let absent = await #expect(throws: RootfsError.self) { try await source.load(in: directory.environment()) }
        #expect(absent?.code == .unfitProgram)
        #expect(absent?.message.contains("in the stage 'build'") == true)
    }
}
