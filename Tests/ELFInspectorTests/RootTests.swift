import ELFInspector
import Glibc
import SystemPackage
import Testing
import UnikraftTesting

@Suite(
    "Programs in a root",
    .enabled(if: HostPrograms.has("gcc") && geteuid() == 0, "gcc and the right to use chroot(8) are needed"))
struct RootTests {
    @Test func absoluteLinksStayInside() throws {
        let fixture = try LoaderFixture()
        fixture.addCLibrary()
        fixture.library("/opt/real/liba.so.1.2")
        fixture.program("/bin/p", needs: ["liba.so.1"], "-Wl,-rpath,/libs")
        _ = shell(
            """
            cd '\(fixture.root)' && ln -s /opt/links libs && mkdir opt/links && ln -s /../../opt/real/liba.so.1.2 opt/links/liba.so.1 &&
            ln -s /bin/p opt/run
            """)
        let closure = try fixture.expectAgreement("/opt/run", isRoot: true)
        #expect(closure.missing.isEmpty)
        let links = closure.files.filter { $0.role == .symlink }.map { "\($0.path) -> \($0.symlinkTarget ?? "")" }
        #expect(
            links == [
                "/opt/run -> /bin/p", "/libs -> /opt/links", "/opt/links/liba.so.1 -> /../../opt/real/liba.so.1.2",
            ])
        let chain = closure.files.first { $0.path == "/opt/links/liba.so.1" }
        #expect(chain?.requesters.map(\.path) == ["/bin/p"])
    }

    @Test func linksOutOfTheRootLeadNowhere() throws {
        let fixture = try LoaderFixture()
        fixture.addCLibrary()
        _ = shell("cd '\(fixture.root)' && mkdir libs && ln -s /usr/lib/x86_64-linux-gnu/libz.so.1 libs/libz.so.1")
        fixture.program("/bin/p", needs: ["libz.so.1"], "-Wl,-rpath,/libs")
        #expect(try fixture.expectAgreement("/bin/p", isRoot: true).missing.map(\.name) == ["libz.so.1"])
    }

    @Test func theCacheOfTheRootCounts() throws {
        let fixture = try LoaderFixture()
        fixture.addCLibrary()
        fixture.library("/opt/first/liba.so.10")
        fixture.library("/opt/first/liba.so.9")
        fixture.library("/opt/second/libb.so", needs: ["liba.so.9"])
        fixture.program("/bin/p", needs: ["liba.so.10", "libb.so"])
        try fixture.expectAgreement("/bin/p", isRoot: true)
        _ = shell(
            """
            cd '\(fixture.root)' && mkdir -p etc/conf.d && echo 'include conf.d/*.conf' > etc/ld.so.conf &&
            echo /opt/first > etc/conf.d/a.conf && echo /opt/second > etc/conf.d/b.conf && ldconfig -r .
            """)
        let closure = try fixture.expectAgreement("/bin/p", isRoot: true)
        #expect(closure.missing.isEmpty)
        // Without the cache the libraries would not be found, so it is part of the result.
        #expect(closure.files.last?.path == "/etc/ld.so.cache")
        #expect(closure.files.last?.role == .configuration)
    }

    @Test(arguments: ["new", "old", "compat"])
    func everyFormatOfTheCache(_ format: String) throws {
        let fixture = try LoaderFixture()
        fixture.addCLibrary()
        for number in 1...12 { fixture.library("/opt/liba.so.\(number)") }
        fixture.program("/bin/p", needs: (1...12).map { "liba.so.\($0)" })
        _ = shell("cd '\(fixture.root)' && echo /opt > etc/ld.so.conf && ldconfig -c \(format) -r .")
        #expect(try fixture.expectAgreement("/bin/p", isRoot: true).missing.isEmpty)
    }

    @Test func theCacheKnowsFasterVariants() throws {
        let fixture = try LoaderFixture()
        fixture.addCLibrary()
        for directory in ["", "/glibc-hwcaps/x86-64-v2", "/glibc-hwcaps/x86-64-v3", "/glibc-hwcaps/x86-64-v9"] {
            fixture.library("/opt\(directory)/liba.so")
        }
        fixture.library("/opt/tls/libb.so")
        fixture.library("/opt/libb.so")
        fixture.program("/bin/p", needs: ["liba.so", "libb.so"])
        _ = shell("cd '\(fixture.root)' && echo /opt > etc/ld.so.conf && ldconfig -r .")
        try fixture.expectAgreement("/bin/p", isRoot: true)
    }

    @Test func nodeflibTakesOtherDirectoriesFromTheCache() throws {
        let fixture = try LoaderFixture()
        fixture.addCLibrary()
        fixture.library("/opt/liba.so")
        fixture.library("/usr/lib/libb.so")
        _ = shell("cd '\(fixture.root)' && echo /opt > etc/ld.so.conf && ldconfig -r .")
        for library in ["liba.so", "libb.so"] {
            let flags = "-Wl,-z,nodefaultlib -Wl,-rpath,/lib64:/lib/x86_64-linux-gnu"
            fixture.program("/bin/\(library)", needs: [library], flags)
            try fixture.expectAgreement("/bin/\(library)", isRoot: true)
        }
    }

    @Test func aDamagedCacheIsNoCache() throws {
        let fixture = try LoaderFixture()
        fixture.addCLibrary()
        fixture.library("/opt/liba.so")
        fixture.library("/usr/lib/libb.so")
        fixture.program("/bin/p", needs: ["libb.so"])
        fixture.program("/bin/q", needs: ["liba.so"])
        _ = shell(
            "cd '\(fixture.root)' && echo /opt > etc/ld.so.conf && ldconfig -r . && truncate -s 60 etc/ld.so.cache")
        try fixture.expectAgreement("/bin/p", isRoot: true)
        try fixture.expectAgreement("/bin/q", isRoot: true)
    }

    @Test func preloadedLibrariesAreNeeded() throws {
        let fixture = try LoaderFixture()
        fixture.addCLibrary()
        fixture.library("/usr/lib/liba.so", needs: ["libb.so"])
        fixture.library("/usr/lib/libb.so")
        fixture.program("/bin/p", needs: [])
        write("libnowhere.so # not there\n/usr/lib/liba.so\n", to: fixture.root + "/etc/ld.so.preload")
        let closure = try fixture.resolve("/bin/p", isRoot: true)
        let loaded = fixture.run("/bin/p", isRoot: true).filter { $0.hasPrefix("/") }
        #expect(Set(closure.files.compactMap { $0.openedAs?.string }) == loaded)
        #expect(loaded.contains("/lib/libb.so") || loaded.contains("/usr/lib/libb.so"))
    }

    @Test func aMissingLoaderIsMissing() throws {
        let fixture = try LoaderFixture()
        fixture.program("/bin/p", needs: [])
        let missing = try fixture.resolve("/bin/p", isRoot: true).missing
        #expect(missing.first?.name == "/lib64/ld-linux-x86-64.so.2")
        #expect(missing.first?.requesters.first?.kind == .interpreter)
        #expect(shell("chroot '\(fixture.root)' /bin/p 2>/dev/null").code != 0)
    }
}
