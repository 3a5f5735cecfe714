import ELFInspector
import SystemPackage
import Testing
import UnikraftTesting

@Suite("Tokens in paths", .enabled(if: HostPrograms.has("gcc"), "gcc is not installed"))
struct TokenTests {
    @Test(arguments: [
        "$ORIGIN/../lib", "${ORIGIN}/../lib", "$ORIGIN/../$LIB/sub", "$ORIGIN/../${LIB}/sub", "$ORIGIN/../of-$PLATFORM",
        "$ORIGIN/../of-${PLATFORM}", "$ORIGINAL/lib:$ORIGIN/../lib", "${ORIGIN/../lib", "$ORIGIN/../$UNKNOWN",
        "$ORIGIN/../${LIB", "$ORIGIN$ORIGIN", "$LIB/x:$ORIGIN/../lib//",
    ])
    func areReplacedAsTheLoaderDoes(_ path: String) throws {
        let fixture = try LoaderFixture()
        fixture.library("/lib/liba.so")
        fixture.library("/lib/x86_64-linux-gnu/sub/libb.so")
        fixture.library("/of-x86_64/libc1.so")
        fixture.library("/$UNKNOWN/libd.so")
        for library in ["liba.so", "libb.so", "libc1.so", "libd.so"] {
            fixture.program("/bin/\(library)", needs: [library], "-Wl,-rpath,'\(path)'")
            try fixture.expectAgreement("/bin/\(library)")
        }
    }

    @Test func originOfAProgramIsItsRealDirectory() throws {
        let fixture = try LoaderFixture()
        fixture.library("/real/liba.so")
        fixture.program("/real/p", needs: ["liba.so"], "-Wl,-rpath,'$ORIGIN'")
        _ = shell("mkdir \(fixture.root)/bin && ln -s ../real/p \(fixture.root)/bin/p")
        let closure = try fixture.expectAgreement("/bin/p")
        #expect(closure.missing.isEmpty)
        #expect(closure.files.first?.role == .symlink)
        #expect(closure.files.first?.symlinkTarget == "../real/p")
    }

    @Test func originOfALibraryIsTheDirectoryOfThePathItWasOpenedBy() throws {
        let fixture = try LoaderFixture()
        fixture.library("/real/liba.so", needs: ["libb.so"], "-Wl,-rpath,'$ORIGIN'")
        fixture.library("/real/libb.so")
        fixture.library("/links/other.so")
        _ = shell("ln -s ../real/liba.so \(fixture.root)/links/liba.so")
        fixture.program("/bin/p", needs: ["liba.so"], "-Wl,-rpath,'$ORIGIN/../links'")
        #expect(try fixture.expectAgreement("/bin/p").missing.map(\.name) == ["libb.so"])
        fixture.library("/links/libb.so")
        #expect(try fixture.expectAgreement("/bin/p").missing.isEmpty)
    }

    @Test func aNeedWithASlashIsAPathWithTokens() throws {
        let fixture = try LoaderFixture()
        fixture.library("/bin/sub/liba.so")
        fixture.library("/lib/libb.so")
        fixture.program("/bin/p", needs: ["$ORIGIN/sub/liba.so", "lib/libb.so"])
        let closure = try fixture.expectAgreement("/bin/p")
        #expect(closure.missing.isEmpty)
        #expect(closure.files.filter { $0.reason == .path }.count == 2)
    }

    @Test func theVariableHasTokensToo() throws {
        let fixture = try LoaderFixture()
        fixture.library("/lib/liba.so")
        fixture.program("/bin/p", needs: ["liba.so"])
        try fixture.expectAgreement("/bin/p", libraryPath: "$ORIGIN/../lib")
    }
}
