import Glibc
import QEMULauncher
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite(
    "A guest with a directory shared by virtiofs", .serialized, .timeLimit(.minutes(5)),
    .enabled(if: GuestUnderTest.development != nil, "no development guest: run Scripts/bootstrap"),
    .enabled(if: (try? FileServerProgram.locate()) != nil, "no virtiofsd: apt-get install qemu-system-common"),
    .enabled(if: getuid() == 0, "virtiofsd of QEMU 7.2 needs root"))
struct VirtiofsGuestTests {
    /// Reads a file, and writes one beside it even when the guest's own mount would not let it.
    static let copier = """
        #include <fcntl.h>
        #include <stdio.h>
        #include <sys/mount.h>
        #include <unistd.h>
        int main(void) {
            char word[6] = {0};
            int from = open("/data/source", O_RDONLY);
            if (from < 0 || read(from, word, 5) != 5) return 1;
            printf("read <%s>\\n", word);
            mount("fs1", "/data", "virtiofs", MS_REMOUNT, "");
            int to = open("/data/target", O_CREAT | O_WRONLY, 0600);
            return to >= 0 && write(to, word, 5) == 5 && fsync(to) == 0 ? 0 : 3;
        }
        """

    @Test(arguments: [false, true])
    func readsAndWrites(isReadOnly: Bool) async throws {
        let guest = try #require(GuestUnderTest.development)
        let program = try await TestProgram(Self.copier)
        let shared = program.directory.path.appending("shared, here")
        try #require(mkdir(shared.string, 0o700) == 0)
        try program.directory.write("shared, here/source", Array("hello".utf8))
        var configuration = guest.configuration(name: "shared", archive: program.archive, arguments: ["/program"])
        configuration.sharedDirectories = [
            SharedDirectory(source: shared, mountPoint: "/data", isReadOnly: isReadOnly, transport: .virtiofs)
        ]
        try await withMachine(configuration, launcher: SubprocessLauncher()) { machine in
            let exit = try await machine.waitUntilExit()
            #expect(machine.console.lines.contains { $0.text == "read <hello>" }, "\(machine.console.lines.suffix(5))")
            #expect(exit == .finished(status: isReadOnly ? 3 : 0))
        }
        let written = try? program.directory.read("shared, here/target")
        #expect(written == (isReadOnly ? nil : Array("hello".utf8)))
    }
}
