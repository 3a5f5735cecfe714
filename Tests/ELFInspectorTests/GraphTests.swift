import ELFInspector
import SystemPackage
import Testing
import UnikraftTesting

@Suite("Printing a closure", .enabled(if: HostPrograms.has("gcc"), "gcc is not installed"))
struct GraphTests {
    private func makeFixture() throws -> LoaderFixture {
        let fixture = try LoaderFixture()
        fixture.addCLibrary()
        fixture.library("/lib/liba.so", needs: ["libb.so", "libnone.so"])
        fixture.library("/lib/libb.so", needs: ["liba.so"])
        fixture.program("/bin/p", needs: ["liba.so", "libb.so"])
        write("#! /bin/p  -x y \n", to: fixture.root + "/bin/s")
        return fixture
    }

    @Test func theTreeUnfoldsEachFileOnce() throws {
        let fixture = try makeFixture()
        let tree = try fixture.resolve("/bin/s", isRoot: true).tree
        #expect(
            tree == """
                /bin/s
                └── /bin/p (interpreter)
                    ├── /lib64/ld-linux-x86-64.so.2 (interpreter)
                    ├── liba.so => /lib/liba.so
                    │   ├── libb.so => /lib/libb.so
                    │   │   └── liba.so => /lib/liba.so
                    │   └── libnone.so => not found
                    ├── libb.so => /lib/libb.so
                    └── libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6
                        └── ld-linux-x86-64.so.2 => /lib64/ld-linux-x86-64.so.2
                """)
    }

    @Test func theOrderIsThatOfLoading() throws {
        let fixture = try makeFixture()
        let closure = try fixture.resolve("/bin/s", isRoot: true)
        #expect(
            closure.files.map { "\($0.role.rawValue) \($0.path)" } == [
                "program /bin/s", "interpreter /bin/p", "interpreter /lib64/ld-linux-x86-64.so.2",
                "library /lib/liba.so", "library /lib/libb.so", "library /lib/x86_64-linux-gnu/libc.so.6",
            ])
        #expect(closure.missing.map(\.name) == ["libnone.so"])
        #expect(closure.missing.first?.searched.last?.outcome == .absent)
        #expect(closure.dependencies(of: "/lib/libb.so").map(\.path) == ["/lib/liba.so"])
    }

    @Test func jsonIsReadByOthers() throws {
        try #require(HostPrograms.has("python3"), "python3 is not installed")
        let fixture = try makeFixture()
        write(try fixture.resolve("/bin/p", isRoot: true).json, to: fixture.root + "/closure.json")
        let script = """
            import json, sys
            d = json.load(open(sys.argv[1]))
            print(" ".join(f["role"] + ":" + f["path"] for f in d["files"]))
            print(" ".join(m["name"] + ":" + m["requesters"][0]["path"] for m in d["missing"]))
            """
        write(script, to: fixture.root + "/read.py")
        let output = shell("python3 '\(fixture.root)/read.py' '\(fixture.root)/closure.json'").output
        #expect(
            output == """
                program:/bin/p interpreter:/lib64/ld-linux-x86-64.so.2 library:/lib/liba.so library:/lib/libb.so \
                library:/lib/x86_64-linux-gnu/libc.so.6
                libnone.so:/lib/liba.so

                """)
    }

    @Test func theGraphNamesEveryEdge() throws {
        let fixture = try makeFixture()
        let dot = try fixture.resolve("/bin/p", isRoot: true).graphviz
        #expect(dot.hasPrefix("digraph dependencies {"))
        #expect(dot.contains("\"/bin/p\" -> \"/lib/liba.so\";"))
        #expect(dot.contains("\"/lib/liba.so\" -> \"libnone.so\";"))
        #expect(dot.contains("\"libnone.so\" [color=red, fontcolor=red];"))
    }

    @Test func manyProgramsShareOneResult() throws {
        let fixture = try makeFixture()
        fixture.program("/bin/q", needs: ["libb.so"])
        let resolver = SharedLibraryResolver(root: try DirectorySysRoot(FilePath(fixture.root)))
        write("no program", to: fixture.root + "/bin/text")
        let closure = resolver.resolveReadable(["/bin/p", "/bin/text", "/bin/q", "/bin/none", "/bin/p"])
        #expect(closure.programs.map(\.path) == ["/bin/p", "/bin/q"])
        #expect(closure.failures.map(\.code) == [.notELF, .notFound])
        #expect(Set(closure.files.map(\.path)).count == closure.files.count)
        let library = closure.files.first { $0.path == "/lib/libb.so" }
        #expect(library?.requesters.map(\.path) == ["/bin/p", "/lib/liba.so", "/bin/q"])
        #expect(throws: ELFError.self) { try resolver.resolve(["/bin/text"]) }
    }
}
