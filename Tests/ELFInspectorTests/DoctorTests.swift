import ELFInspector
import SystemPackage
import Testing
import UnikraftTesting

@Suite("Checking a root filesystem", .enabled(if: HostPrograms.has("gcc"), "gcc is not installed"))
struct DoctorTests {
    private func findings(
        _ fixture: borrowing LoaderFixture, _ program: FilePath, machine: ELFMachine? = .x86_64
    ) throws -> [Finding] {
        checkRootfs(root: try DirectorySysRoot(FilePath(fixture.root)), program: program, machine: machine)
    }

    @Test func aSoundRootHasNoFinding() throws {
        let fixture = try LoaderFixture()
        fixture.addCLibrary()
        fixture.program("/bin/p", needs: [])
        #expect(try findings(fixture, "/bin/p") == [])
    }

    @Test func aCarriageReturnIsNamed() throws {
        let fixture = try LoaderFixture()
        fixture.addCLibrary()
        fixture.program("/bin/sh", needs: [])
        _ = shell("cd '\(fixture.root)/bin' && printf '#!/bin/sh\\r\\n' > s && chmod +x s")
        let found = try findings(fixture, "/bin/s")
        #expect(found.map(\.code) == [.interpreterAbsent])
        #expect(found.first?.message.contains("carriage return") == true)
    }

    @Test func scriptsOfScriptsAreFollowedAsAKernelDoes() throws {
        let fixture = try LoaderFixture()
        fixture.addCLibrary()
        fixture.program("/bin/p", needs: [])
        _ = shell(
            """
            cd '\(fixture.root)/bin' && printf '#!/bin/b\\n' > a && printf '#!/bin/a\\n' > b && cp p s0 &&
            for n in 1 2 3 4 5 6; do printf "#!/bin/s$((n - 1))\\n" > s$n; done && chmod +x *
            """)
        #expect(try findings(fixture, "/bin/a").map(\.code) == [.notAProgram])
        #expect(try findings(fixture, "/bin/s5") == [])
        #expect(try findings(fixture, "/bin/s6").map(\.code) == [.notAProgram])
        let resolver = SharedLibraryResolver(root: try DirectorySysRoot(FilePath(fixture.root)))
        let error = #expect(throws: ELFError.self) { try resolver.resolve(["/bin/b"]) }
        #expect(error?.code == .interpreterLoop)
        #expect(error?.path == "/bin/b")
    }

    @Test func eachFaultIsFound() throws {
        let fixture = try LoaderFixture()
        fixture.addCLibrary()
        fixture.program("/bin/p", needs: ["libnone.so"])
        fixture.program("/bin/fixed", needs: [], "-no-pie -fno-pie")
        fixture.program("/bin/loader", needs: [], "-Wl,--dynamic-linker=/lib/none.so.1")
        _ = shell(
            """
            cd '\(fixture.root)/bin' && cp p closed && chmod 644 closed && ln -s ../opt/app dangling &&
            echo text > text && printf '#!/bin/none\\n' > script && chmod 755 script text && ln -s loop loop &&
            cp fixed foreign && printf '\\267\\0' | dd of=foreign bs=1 seek=18 conv=notrunc 2>/dev/null &&
            gcc -fPIE -pie -o late ../../work/main.c -Wl,--dynamic-linker=/lib/linked.so.1 &&
            ln -s /nowhere/ld.so ../lib/linked.so.1
            """)
        let expected: [(FilePath, [Finding.Code])] = [
            ("/bin/p", [.libraryAbsent]), ("/bin/fixed", [.notPositionIndependent]),
            ("/bin/loader", [.interpreterAbsent]),
            ("/bin/closed", [.notExecutable, .libraryAbsent]), ("/bin/dangling", [.danglingSymlink]),
            ("/bin/text", [.notAProgram]), ("/bin/script", [.interpreterAbsent]), ("/bin/loop", [.danglingSymlink]),
            ("/bin/late", [.danglingSymlink]), ("/bin/absent", [.programAbsent]),
        ]
        for (program, codes) in expected {
            let found = try findings(fixture, program)
            #expect(found.map(\.code) == codes, "\(program): \(found)")
            #expect(found.allSatisfy { $0.severity == .error && !$0.message.isEmpty && !$0.remedy.isEmpty })
        }
        #expect(try findings(fixture, "/bin/foreign").map(\.code).contains(.wrongArchitecture))
        #expect(try findings(fixture, "/bin/p", machine: .aarch64).map(\.code).contains(.wrongArchitecture))
        #expect(try findings(fixture, "/bin/p").first?.description.contains("/usr/lib") == true)
    }

    @Test func aMissingVersionIsFound() throws {
        let fixture = try LoaderFixture()
        fixture.addCLibrary()
        _ = shell(
            """
            cd '\(fixture.root)' && echo 'int f(void) { return 1; }' > f.c && echo 'V_1 { f; };' > v1 && echo 'V_2 { f; };' > v2 &&
            echo 'int f(void); int main(void) { return f(); }' > m.c && mkdir -p bin &&
            gcc -shared -fPIC -o usr/lib/libf.so f.c -Wl,-soname,libf.so -Wl,--version-script=v2 &&
            gcc -pie -o bin/p m.c usr/lib/libf.so &&
            gcc -shared -fPIC -o usr/lib/libf.so f.c -Wl,-soname,libf.so -Wl,--version-script=v1
            """)
        let found = try findings(fixture, "/bin/p")
        #expect(found.map(\.code) == [.versionAbsent])
        #expect(found.first?.message.contains("V_2") == true)
        let closure = try fixture.resolve("/bin/p", isRoot: true)
        let resolver = SharedLibraryResolver(root: try DirectorySysRoot(FilePath(fixture.root)))
        #expect(try resolver.missingVersions(of: closure).map(\.version) == ["V_2"])
    }

    @Test func nameServicesAreFound() throws {
        let fixture = try LoaderFixture()
        fixture.addCLibrary()
        _ = shell(
            """
            cd '\(fixture.root)' && mkdir bin && echo '#include <pwd.h>
            int main(void) { return getpwnam("root") == 0; }' > m.c && gcc -pie -o bin/p m.c &&
            printf 'passwd: files systemd [NOTFOUND=return !UNAVAIL=continue] sss\\n# group: x\\nhosts: dns files\\n' > etc/nsswitch.conf
            """)
        fixture.library("/lib/x86_64-linux-gnu/libnss_systemd.so.2", needs: ["libcap.so.2"])
        let found = try findings(fixture, "/bin/p")
        #expect(found.map(\.code) == [.libraryAbsent, .moduleAbsent])
        #expect(found.first?.message.contains("libcap.so.2") == true)
        #expect(found.last?.message.contains("libnss_sss.so.2") == true)
        #expect(found.allSatisfy { $0.severity == .warning })
    }

    @Test func namesOfLibrariesAreHints() throws {
        let fixture = try LoaderFixture()
        fixture.addCLibrary()
        _ = shell(
            """
            cd '\(fixture.root)' && mkdir bin && echo '#include <dlfcn.h>
            int main(void) { return dlopen("libplugin.so.3", 1) == 0; }' > m.c && gcc -pie -o bin/p m.c
            """)
        let found = try findings(fixture, "/bin/p")
        #expect(found.map(\.code) == [.possibleModule])
        #expect(found.first?.severity == .hint)
        #expect(found.first?.message.contains("libplugin.so.3") == true)
    }

    @Test func openSSLsModulesAreFound() throws {
        try #require(shell("test -e /usr/lib/x86_64-linux-gnu/libcrypto.so.3").code == 0, "OpenSSL is not installed")
        let doctor = RootfsDoctor(root: HostSysRoot())
        let modules = try doctor.runtimeModules(of: "/usr/lib/x86_64-linux-gnu/libssl.so.3")
        let directory = modules.filter { $0.kind == .openSSL }
        #expect(!directory.isEmpty)
        #expect(
            directory.contains { $0.path != nil } == (shell("ls /usr/lib/x86_64-linux-gnu/ossl-modules/*.so").code == 0)
        )
    }
}
