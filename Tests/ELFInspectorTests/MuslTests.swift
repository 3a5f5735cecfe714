import ELFInspector
import SystemPackage
import Testing
import UnikraftTesting

@Suite("Rules of musl's loader", .enabled(if: HostPrograms.has("musl-gcc"), "musl-gcc is not installed"))
struct MuslTests {
    private static let rpath = "-Wl,--disable-new-dtags,-rpath,"
    private static let runpath = "-Wl,--enable-new-dtags,-rpath,"

    @Test(arguments: [rpath, runpath])
    func bothKindsOfPathAreInherited(_ kind: String) throws {
        let fixture = try LoaderFixture(compiler: "musl-gcc")
        fixture.library("/lib/liba.so", needs: ["libb.so"])
        fixture.library("/lib/libb.so")
        fixture.program("/bin/p", needs: ["liba.so"], "\(kind)'$ORIGIN/../lib'")
        #expect(try fixture.expectAgreement("/bin/p").missing.isEmpty)
    }

    @Test func theVariableComesFirst() throws {
        let fixture = try LoaderFixture(compiler: "musl-gcc")
        fixture.library("/one/liba.so")
        fixture.library("/two/liba.so")
        fixture.program("/bin/p", needs: ["liba.so"], "\(Self.rpath)'$ORIGIN/../one'")
        try fixture.expectAgreement("/bin/p", libraryPath: "/nowhere:\(fixture.root)/two")
        try fixture.expectAgreement("/bin/p", libraryPath: "$ORIGIN/../two")
    }

    @Test(arguments: ["$ORIGIN/../lib", "${ORIGIN}/../lib", "/nowhere:$ORIGIN/../lib:$LIB", "$ORIGIN/../lib:$PLATFORM"])
    func oneUnknownTokenDropsTheList(_ path: String) throws {
        let fixture = try LoaderFixture(compiler: "musl-gcc")
        fixture.library("/lib/liba.so")
        fixture.program("/bin/p", needs: ["liba.so"], "\(Self.runpath)'\(path)'")
        try fixture.expectAgreement("/bin/p")
    }

    @Test func theLoaderIsItsOwnLibraries() throws {
        let fixture = try LoaderFixture(compiler: "musl-gcc")
        fixture.program("/bin/p", needs: ["libm.so.6", "libpthread.so.0", "libc.musl-x86_64.so.1", "libdl.so.2"])
        let closure = try fixture.expectAgreement("/bin/p")
        #expect(closure.files.filter { $0.role == .library || $0.role == .interpreter }.count == 1)
    }

    @Test func theFirstOfANameIsTaken() throws {
        let fixture = try LoaderFixture(compiler: "musl-gcc")
        _ = shell("mkdir \(fixture.root)/one && echo text > \(fixture.root)/one/liba.so")
        fixture.library("/two/liba.so")
        fixture.program("/bin/p", needs: ["liba.so"], "\(Self.rpath)'$ORIGIN/../one:$ORIGIN/../two'")
        #expect(try fixture.expectAgreement("/bin/p").missing.map(\.name) == ["liba.so"])
    }

    @Test func aLoopOfLinksEndsEverything() throws {
        let fixture = try LoaderFixture(compiler: "musl-gcc")
        _ = shell("mkdir \(fixture.root)/one && ln -s liba.so \(fixture.root)/one/liba.so")
        fixture.library("/two/liba.so")
        fixture.program("/bin/p", needs: ["liba.so"], "\(Self.rpath)'$ORIGIN/../one:$ORIGIN/../two'")
        #expect(try fixture.expectAgreement("/bin/p").missing.map(\.name) == ["liba.so"])
    }

    @Test func filtersAreNotLoadedAndPathsAreNotExpanded() throws {
        let fixture = try LoaderFixture(compiler: "musl-gcc")
        fixture.library("/lib/liba.so", "-Wl,--filter=libfilter.so")
        fixture.library("/lib/libfilter.so")
        fixture.program("/bin/p", needs: ["liba.so"], "\(Self.rpath)'$ORIGIN/../lib'")
        try fixture.expectAgreement("/bin/p")
        fixture.program("/bin/q", needs: ["$ORIGIN/../lib/liba.so"])
        #expect(try fixture.expectAgreement("/bin/q").missing.map(\.name) == ["$ORIGIN/../lib/liba.so"])
        fixture.program("/bin/r", needs: ["./lib/liba.so"])
        #expect(try fixture.expectAgreement("/bin/r").missing.isEmpty)
    }

    @Test func aRootHasItsPathFile() throws {
        let fixture = try LoaderFixture(compiler: "musl-gcc")
        _ = shell("cd '\(fixture.root)' && mkdir lib etc && cp -L /lib/ld-musl-x86_64.so.1 lib/")
        fixture.library("/usr/local/lib/liba.so")
        fixture.library("/opt/one/libb.so")
        fixture.program("/bin/p", needs: ["liba.so"])
        fixture.program("/bin/q", needs: ["libb.so"])
        #expect(try fixture.expectAgreement("/bin/p", isRoot: true).missing.isEmpty)
        #expect(try fixture.expectAgreement("/bin/q", isRoot: true).missing.count == 1)
        write("/nowhere\n\n/opt/one:/opt/two\n", to: fixture.root + "/etc/ld-musl-x86_64.path")
        #expect(try fixture.expectAgreement("/bin/p", isRoot: true).missing.count == 1)
        let closure = try fixture.expectAgreement("/bin/q", isRoot: true)
        #expect(closure.files.last?.path == "/etc/ld-musl-x86_64.path")
        write("", to: fixture.root + "/etc/ld-musl-x86_64.path")
        #expect(try fixture.expectAgreement("/bin/p", isRoot: true).missing.count == 1)
    }
}
