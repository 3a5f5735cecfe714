import ELFInspector
import SystemPackage
import Testing
import UnikraftTesting

@Suite("Programs of other architectures")
struct ForeignProgramTests {
    @Test(
        .enabled(
            if: shell("echo 'int main(void){return 0;}' | gcc -m32 -x c -o /dev/null - 2>/dev/null").code == 0,
            "gcc cannot build 32-bit programs"))
    func programsOf32BitsTakeLibrariesOf32Bits() throws {
        let fixture = try LoaderFixture()
        fixture.library("/one/liba.so")
        fixture.library("/two/liba.so", "-m32")
        fixture.program("/bin/p", needs: ["liba.so"], "-m32 -Wl,-rpath,'$ORIGIN/../one:$ORIGIN/../two'")
        let closure = try fixture.expectAgreement("/bin/p")
        #expect(closure.missing.isEmpty)
        // libz of 32 bits is not installed, and that of 64 bits in the cache does not count.
        fixture.program("/bin/q", needs: ["libz.so.1"], "-m32")
        try fixture.expectAgreement("/bin/q")
    }

    @Test(arguments: [
        (true, true, UInt16(21), "/lib64/ld64.so.1", "lib64"),
        (true, true, 22, "/lib/ld64.so.1", "usr/lib/s390x-linux-gnu"),
        (false, true, 8, "/lib/ld.so.1", "usr/lib"), (true, false, 183, "/lib/ld-linux-aarch64.so.1", "lib"),
        (true, false, 183, "/lib/ld-musl-aarch64.so.1", "usr/local/lib"),
    ])
    func aForeignRootIsResolvedByItsOwnRules(
        _ is64: Bool, _ isBig: Bool, _ machine: UInt16, _ loader: String, _ directory: String
    ) throws {
        let temporary = try TemporaryDirectory()
        let root = temporary.path.string
        _ = shell("cd '\(root)' && mkdir -p lib lib64 bin '\(directory)' wrong")
        var object = ELFFixture(is64: is64, isBig: isBig, machine: machine)
        write(object.bytes, to: root + loader)
        write(object.bytes, to: "\(root)/\(directory)/libb.so")
        object.needed = ["libb.so"]
        write(object.bytes, to: "\(root)/\(directory)/liba.so")
        object.needed = ["liba.so", "libnone.so"]
        object.interpreter = loader
        write(object.bytes, to: root + "/bin/p")
        let closure = try SharedLibraryResolver(root: DirectorySysRoot(temporary.path)).resolve(["/bin/p"])
        #expect(
            closure.files.map(\.path.string) == [
                "/bin/p", loader, "/\(directory)/liba.so", "/\(directory)/libb.so",
            ])
        #expect(closure.missing.map(\.name) == ["libnone.so"])
    }

    @Test func aHostileRootEnds() throws {
        let temporary = try TemporaryDirectory()
        let root = temporary.path.string
        var program = ELFFixture(interpreter: "/lib/ld.so")
        program.needed = (0..<2000).map { "lib\($0).so" } + ["a/b/c", "", String(repeating: "x", count: 9000)]
        program.strings = [
            (29, String(repeating: "/deep", count: 3000) + ":/chain0:$ORIGIN:" + String(repeating: ":", count: 500))
        ]
        write(program.bytes, to: root + "/p")
        _ = shell(
            """
            cd '\(root)' && ln -s ../../.. up && ln -s self self && mkdir lib && mkfifo lib/lib1.so && mkdir lib/lib2.so
            for i in $(seq 0 59); do ln -s chain$((i + 1))/chain$((i + 1)) chain$i; done; ln -s . chain60
            ln -s /p lib/lib3.so; ln -s ../../../../p lib/lib4.so; ln -s lib5.so lib/lib5.so
            """)
        let closure = try SharedLibraryResolver(root: DirectorySysRoot(temporary.path)).resolve(["/up/p"])
        #expect(closure.missing.count > 1000)
        #expect(closure.files.allSatisfy { ["/p", "/up"].contains($0.path) || $0.path.starts(with: "/lib") })
        #expect(
            checkRootfs(root: try DirectorySysRoot(temporary.path), program: "/self/x").map(\.code) == [
                .danglingSymlink
            ])
    }
}
