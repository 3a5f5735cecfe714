import ELFInspector
import SystemPackage
import Testing
import UnikraftTesting

@Suite("RPATH and RUNPATH", .enabled(if: HostPrograms.has("gcc"), "gcc is not installed"))
struct RpathTests {
    private static let rpath = "-Wl,--disable-new-dtags,-rpath,"
    private static let runpath = "-Wl,--enable-new-dtags,-rpath,"

    @Test func runpathIsNotInherited() throws {
        let fixture = try LoaderFixture()
        fixture.library("/lib/liba.so", needs: ["libb.so"])
        fixture.library("/lib/libb.so")
        fixture.program("/bin/p", needs: ["liba.so"], "\(Self.runpath)'$ORIGIN/../lib'")
        let closure = try fixture.expectAgreement("/bin/p")
        #expect(closure.missing.map(\.name) == ["libb.so"])
        #expect(closure.missing.first?.requesters.map(\.name) == ["libb.so"])
    }

    @Test func rpathIsInherited() throws {
        let fixture = try LoaderFixture()
        fixture.library("/lib/liba.so", needs: ["libb.so"])
        fixture.library("/lib/libb.so")
        fixture.program("/bin/p", needs: ["liba.so"], "\(Self.rpath)'$ORIGIN/../lib'")
        let closure = try fixture.expectAgreement("/bin/p")
        #expect(closure.missing.isEmpty)
        let program = FilePath(fixture.root + "/bin/p")
        #expect(closure.files.first { $0.path.lastComponent == "libb.so" }?.reason == .rpath(of: program))
    }

    @Test func aLibraryWithRunpathIgnoresInheritedRpath() throws {
        let fixture = try LoaderFixture()
        fixture.library("/lib/liba.so", needs: ["libb.so"], "\(Self.runpath)/nowhere")
        fixture.library("/lib/libb.so")
        fixture.program("/bin/p", needs: ["liba.so"], "\(Self.rpath)'$ORIGIN/../lib'")
        #expect(try fixture.expectAgreement("/bin/p").missing.map(\.name) == ["libb.so"])
    }

    @Test func rpathPassesThroughALibraryWithRunpath() throws {
        let fixture = try LoaderFixture()
        fixture.library("/lib/liba.so", needs: ["libb.so"], "\(Self.runpath)'$ORIGIN'")
        fixture.library("/lib/libb.so", needs: ["libc1.so"])
        fixture.library("/lib/libc1.so")
        fixture.program("/bin/p", needs: ["liba.so"], "\(Self.rpath)'$ORIGIN/../lib'")
        #expect(try fixture.expectAgreement("/bin/p").missing.isEmpty)
    }

    @Test func rpathOfTheLibraryComesBeforeThatOfTheProgram() throws {
        let fixture = try LoaderFixture()
        fixture.library("/lib/liba.so", needs: ["libb.so"], "\(Self.rpath)'$ORIGIN/near'")
        fixture.library("/lib/libb.so")
        fixture.library("/lib/near/libb.so")
        fixture.program("/bin/p", needs: ["liba.so"], "\(Self.rpath)'$ORIGIN/../lib'")
        let closure = try fixture.expectAgreement("/bin/p")
        #expect(
            closure.files.last { $0.role == .library && $0.path.lastComponent == "libb.so" }?.openedAs?.string
                .hasSuffix("/near/libb.so") == true)
    }

    @Test func libraryPathStandsBetweenRpathAndRunpath() throws {
        let fixture = try LoaderFixture()
        for directory in ["one", "two"] { fixture.library("/\(directory)/liba.so") }
        let variable = fixture.root + "/two"
        fixture.program("/bin/rpath", needs: ["liba.so"], "\(Self.rpath)'$ORIGIN/../one'")
        fixture.program("/bin/runpath", needs: ["liba.so"], "\(Self.runpath)'$ORIGIN/../one'")
        let first = try fixture.expectAgreement("/bin/rpath", libraryPath: variable)
        let second = try fixture.expectAgreement("/bin/runpath", libraryPath: variable)
        #expect(first.files.contains { $0.openedAs?.string.hasSuffix("/one/liba.so") == true })
        #expect(second.files.contains { $0.openedAs?.string == variable + "/liba.so" && $0.reason == .libraryPath })
    }

    @Test func libraryPathTakesColonsSemicolonsAndEmptyParts() throws {
        let fixture = try LoaderFixture()
        fixture.library("/libhere.so")
        fixture.library("/three/libc1.so")
        fixture.program("/bin/p", needs: ["libhere.so", "libc1.so"])
        try fixture.expectAgreement("/bin/p", libraryPath: "/nowhere;\(fixture.root)/three/;;")
        try fixture.expectAgreement("/bin/p", libraryPath: "three:.:")
    }

    @Test func emptyPartsOfRunpathAreTheWorkingDirectory() throws {
        let fixture = try LoaderFixture()
        fixture.library("/libhere.so")
        fixture.program("/bin/p", needs: ["libhere.so"], "\(Self.runpath)/nowhere::/elsewhere")
        try fixture.expectAgreement("/bin/p")
    }

    @Test func theFirstNeedDecidesWhoTheLoaderIs() throws {
        // libc1 is found by the RPATH of libb only because libb asked for it first.
        let fixture = try LoaderFixture()
        fixture.library("/lib/liba.so", needs: ["libc1.so"])
        fixture.library("/lib/libb.so", needs: ["libc1.so"], "\(Self.rpath)'$ORIGIN/deep'")
        fixture.library("/lib/deep/libc1.so", needs: ["libd.so"])
        fixture.library("/lib/deep/libd.so")
        fixture.program("/bin/p", needs: ["libb.so", "liba.so"], "\(Self.runpath)'$ORIGIN/../lib'")
        fixture.program("/bin/q", needs: ["liba.so", "libb.so"], "\(Self.runpath)'$ORIGIN/../lib'")
        try fixture.expectAgreement("/bin/p")
        try fixture.expectAgreement("/bin/q")
    }
}
