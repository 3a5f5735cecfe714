import ELFInspector
import SystemPackage
import Testing
import UnikraftTesting

@Suite("Rules of glibc's loader", .enabled(if: HostPrograms.has("gcc"), "gcc is not installed"))
struct LoaderRuleTests {
    private static let here = "-Wl,-rpath,'$ORIGIN/../one:$ORIGIN/../two'"

    @Test func aLibraryOfAnotherMachineIsPassedOver() throws {
        let fixture = try LoaderFixture()
        fixture.library("/one/liba.so")
        // e_machine, at byte 18: aarch64.
        patch(fixture.root + "/one/liba.so", at: 18, [183, 0])
        fixture.library("/two/liba.so")
        fixture.program("/bin/p", needs: ["liba.so"], Self.here)
        let closure = try fixture.expectAgreement("/bin/p")
        #expect(
            closure.files.first { $0.openedAs?.lastComponent == "liba.so" }?.search.map(\.outcome) == [
                .otherMachine, .found,
            ])
    }

    @Test func aLibraryOfAnotherClassIsPassedOver() throws {
        let fixture = try LoaderFixture()
        fixture.library("/one/liba.so")
        patch(fixture.root + "/one/liba.so", at: 4, [1])
        fixture.library("/two/liba.so")
        fixture.program("/bin/p", needs: ["liba.so"], Self.here)
        try fixture.expectAgreement("/bin/p")
    }

    @Test(arguments: [
        (5, [UInt8(2)]), (0, [UInt8(0x7F), 0x46]), (16, [UInt8(1), 0]), (6, [UInt8(9)]), (54, [UInt8(11), 0]),
        (7, [UInt8(77)]), (9, [UInt8(1)]),
    ])
    func aDamagedLibraryEndsTheSearch(_ offset: Int, _ bytes: [UInt8]) throws {
        let fixture = try LoaderFixture()
        fixture.library("/one/liba.so")
        patch(fixture.root + "/one/liba.so", at: offset, bytes)
        fixture.library("/two/liba.so")
        fixture.program("/bin/p", needs: ["liba.so"], Self.here)
        #expect(fixture.run("/bin/p") == ["MISSING \(fixture.root)/bin/../one/liba.so"])
        #expect(try fixture.resolve("/bin/p").missing.map(\.name) == ["liba.so"])
    }

    @Test func aTextOrADirectoryEndsTheSearch() throws {
        for make in ["echo 'INPUT(x)' > one/liba.so", "mkdir one/liba.so", "printf ELF > one/liba.so"] {
            let fixture = try LoaderFixture()
            fixture.library("/two/liba.so")
            fixture.program("/bin/p", needs: ["liba.so"], Self.here)
            _ = shell("cd '\(fixture.root)' && mkdir one && \(make)")
            #expect(fixture.run("/bin/p").first?.hasPrefix("MISSING") == true)
            let missing = try fixture.resolve("/bin/p").missing
            #expect(missing.map(\.name) == ["liba.so"])
            #expect(missing.first?.searched.count == 1)
        }
    }

    @Test(arguments: ["-pie", "-no-pie", "-static", "-static-pie"])
    func aProgramIsNoLibrary(_ flags: String) throws {
        let fixture = try LoaderFixture()
        fixture.library("/two/liba.so")
        fixture.program("/bin/p", needs: ["liba.so"], Self.here)
        _ = shell("cd '\(fixture.root)' && mkdir one && gcc \(flags) ../work/main.c -o one/liba.so")
        #expect(fixture.run("/bin/p").first?.hasPrefix("MISSING") == true)
        #expect(try fixture.resolve("/bin/p").missing.map(\.name) == ["liba.so"])
    }

    @Test func aDamagedStrangerIsPassedOver() throws {
        let fixture = try LoaderFixture()
        fixture.library("/one/liba.so")
        patch(fixture.root + "/one/liba.so", at: 18, [183, 0])
        patch(fixture.root + "/one/liba.so", at: 54, [11, 0])
        fixture.library("/two/liba.so")
        fixture.program("/bin/p", needs: ["liba.so"], Self.here)
        try fixture.expectAgreement("/bin/p")
    }

    @Test func aLoopOfLinksEndsTheListOnly() throws {
        let fixture = try LoaderFixture()
        fixture.library("/two/liba.so")
        fixture.library("/three/liba.so")
        fixture.program("/bin/p", needs: ["liba.so"], "-Wl,--disable-new-dtags " + Self.here)
        _ = shell("cd '\(fixture.root)' && mkdir one && ln -s liba.so one/liba.so")
        try fixture.expectAgreement("/bin/p")
        try fixture.expectAgreement("/bin/p", libraryPath: fixture.root + "/three")
    }

    @Test func danglingLinksArePassedOver() throws {
        let fixture = try LoaderFixture()
        fixture.library("/two/liba.so")
        fixture.program("/bin/p", needs: ["liba.so"], Self.here)
        _ = shell("cd '\(fixture.root)' && mkdir one && ln -s nowhere one/liba.so")
        try fixture.expectAgreement("/bin/p")
    }

    @Test func aSonameThatIsLoadedIsNotLookedFor() throws {
        let fixture = try LoaderFixture()
        fixture.build("/one/libfirst.so", "-Wl,-soname,libsecond.so")
        fixture.library("/one/libsecond.so")
        fixture.program("/bin/p", needs: ["libfirst.so", "libsecond.so"], Self.here)
        let closure = try fixture.expectAgreement("/bin/p")
        #expect(!closure.files.contains { $0.path.lastComponent == "libsecond.so" })
    }

    @Test func aFileThatIsLoadedIsNotLoadedAgain() throws {
        let fixture = try LoaderFixture()
        fixture.library("/one/liba.so", needs: ["libdeep.so"], "-Wl,-rpath,'$ORIGIN/deep'")
        fixture.library("/one/deep/libdeep.so")
        fixture.program("/bin/p", needs: ["liba.so", "libhard.so", "libsoft.so"], Self.here)
        _ = shell(
            "cd '\(fixture.root)' && mkdir two && ln one/liba.so two/libhard.so && ln -s ../one/liba.so two/libsoft.so")
        let expected = fixture.run("/bin/p")
        let closure = try fixture.resolve("/bin/p")
        #expect(closure.missing.isEmpty)
        #expect(expected.count == 4)
        // Every name must be in the root, though only one of them shows in the loader's list.
        #expect(
            Set(closure.files.map(\.path.lastComponent?.string)).isSuperset(of: ["libhard.so", "libsoft.so", "liba.so"])
        )
    }

    @Test func cyclesEnd() throws {
        let fixture = try LoaderFixture()
        fixture.library("/one/liba.so", needs: ["libb.so"], "-Wl,-rpath,'$ORIGIN'")
        fixture.library("/one/libb.so", needs: ["liba.so", "libb.so"], "-Wl,-rpath,'$ORIGIN'")
        fixture.program("/bin/p", needs: ["liba.so"], Self.here)
        try fixture.expectAgreement("/bin/p")
    }

    @Test func filtersAndAuxiliariesAreLoaded() throws {
        let fixture = try LoaderFixture()
        fixture.library("/one/liba.so", "-Wl,-rpath,'$ORIGIN' -Wl,--filter=libfilter.so -Wl,--auxiliary=libnone.so")
        fixture.library("/one/libb.so", "-Wl,-rpath,'$ORIGIN' -Wl,--auxiliary=libaux.so")
        fixture.library("/one/libfilter.so", needs: ["libmore.so"], "-Wl,-rpath,'$ORIGIN'")
        fixture.library("/one/libmore.so")
        fixture.library("/one/libaux.so")
        fixture.program("/bin/p", needs: ["liba.so", "libb.so"], Self.here)
        let closure = try fixture.expectAgreement("/bin/p")
        #expect(closure.files.count >= 8)
    }

    @Test func nodeflibSkipsCacheAndDefaults() throws {
        let fixture = try LoaderFixture()
        fixture.program("/bin/p", needs: ["libz.so.1"], "-Wl,-z,nodefaultlib -Wl,-rpath,/nowhere")
        let closure = try fixture.expectAgreement("/bin/p")
        #expect(!closure.missing.isEmpty)
    }

    @Test func fasterVariantsComeFirst() throws {
        let fixture = try LoaderFixture()
        for directory in ["", "/glibc-hwcaps/x86-64-v2", "/glibc-hwcaps/x86-64-v3", "/tls", "/x86_64"] {
            fixture.library("/one\(directory)/liba.so", needs: ["libb.so"], "-Wl,-rpath,'$ORIGIN'")
            if directory.hasSuffix("v2") || directory.isEmpty || directory == "/tls" {
                fixture.library("/one\(directory)/libb.so")
            }
        }
        fixture.library("/one/tls/libc1.so")
        fixture.library("/one/libc1.so")
        fixture.program("/bin/p", needs: ["liba.so", "libc1.so"], "-Wl,--disable-new-dtags " + Self.here)
        try fixture.expectAgreement("/bin/p")
        try fixture.expectAgreement("/bin/p", libraryPath: fixture.root + "/one")
    }

    @Test func theVariantsOfAnotherProcessorAreTheCallers() throws {
        let fixture = try LoaderFixture()
        for directory in ["", "/glibc-hwcaps/x86-64-v2", "/glibc-hwcaps/x86-64-v3"] {
            fixture.library("/one\(directory)/liba.so")
        }
        fixture.program("/bin/p", needs: ["liba.so"], Self.here)
        var resolver = SharedLibraryResolver()
        for (capabilities, expected) in [(["x86-64-v2"], "x86-64-v2"), ([], "one")] {
            resolver.environment.hardwareCapabilities = capabilities
            let closure = try resolver.resolve([FilePath(fixture.root + "/bin/p")])
            let library = closure.files.first { $0.path.lastComponent == "liba.so" }
            #expect(library?.path.removingLastComponent().lastComponent?.string == expected)
        }
    }

    private func patch(_ path: String, at offset: Int, _ bytes: [UInt8]) {
        var content = read(path)
        content.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        write(content, to: path)
    }
}
