import CpioArchive
import Glibc
import RootfsBuilder
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite("Programs with their libraries")
struct ProgramRootfsTests {
    private func shell(_ script: String, in directory: FilePath) async throws {
        let result = try await SubprocessLauncher().run(
            ProcessCommand("sh", ["-ec", script], workingDirectory: directory.string), input: [], outputLimit: 1 << 20)
        try #require(result.succeeded, "\(String(decoding: result.standardError, as: UTF8.self))")
    }

    /// The archive's tree runs its program, and is the same when it is written again elsewhere.
    @Test(.enabled(if: geteuid() == 0, "chroot needs root"))
    func theProgramRunsInItsRoot() async throws {
        let directory = try TemporaryDirectory()
        try await shell(
            """
            mkdir overlay overlay/etc; echo laid over > overlay/etc/motd; ln -s motd overlay/etc/link
            """, in: directory.path)
        var rootfs = ProgramRootfs(programs: ["/usr/bin/env"], directories: ["tmp", "/run/empty"])
        rootfs.overlay = directory.path.appending("overlay")
        let archive = directory.path.appending("made/rootfs.cpio")
        let report = try rootfs.write(to: archive)
        #expect(report.entryCount > 3)
        #expect(report.size > 100_000)
        try rootfs.write(to: directory.path.appending("again.cpio"))
        try await shell(
            """
            cmp made/rootfs.cpio again.cpio
            mkdir root; cd root; cpio -idm --quiet < ../made/rootfs.cpio
            test -d tmp; test -d run/empty; test "$(cat etc/link)" = "laid over"
            test "$(chroot . /usr/bin/env -i WORD=there /usr/bin/env)" = "WORD=there"
            """, in: directory.path)
    }

    @Test func aDirectoryIsARootOfItsOwn() async throws {
        let directory = try TemporaryDirectory()
        try await shell(
            """
            mkdir -p root/bin root/lib; echo 'int main(void){return 0;}' > main.c
            gcc -static-pie -o root/bin/program main.c; ln -s program root/bin/alias
            """, in: directory.path)
        let rootfs = ProgramRootfs(programs: ["/bin/alias"], root: directory.path.appending("root"))
        #expect(try rootfs.write(to: directory.path.appending("rootfs.cpio")).entryCount == 3)
        try await shell(
            """
            cpio -it --quiet < rootfs.cpio > names; printf 'bin\\nbin/alias\\nbin/program\\n' | diff - names
            mkdir out; cd out; cpio -id --quiet < ../rootfs.cpio; cmp bin/program ../root/bin/program
            """, in: directory.path)
    }

    @Test func whatCouldNotStartIsRefusedWithAllReasons() async throws {
        let directory = try TemporaryDirectory()
        try await shell(
            """
            echo 'int main(void){return 0;}' > main.c; gcc -no-pie -o fixed main.c
            echo 'int f(void){return 1;}' > lib.c; gcc -shared -fPIC -o libgone.so lib.c
            echo 'int f(void); int main(void){return f();}' > main.c; gcc -pie -fPIE -o needy main.c -L. -lgone
            rm libgone.so; echo text > text
            """, in: directory.path)
        let output = directory.path.appending("rootfs.cpio")
        for (name, reason) in [("fixed", "position"), ("needy", "libgone.so"), ("text", "text"), ("absent", "absent")] {
            #expect {
                try ProgramRootfs(programs: [directory.path.appending(name)]).write(to: output)
            } throws: { error in
                "\(error)".contains(reason)
            }
        }
        #expect(access(output.string, F_OK) != 0)
    }
}
