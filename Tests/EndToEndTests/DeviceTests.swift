import Glibc
import QEMULauncher
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite("Disks and debuggers", .serialized, .timeLimit(.minutes(5)))
struct DeviceTests {
    let launcher = SubprocessLauncher()

    /// Copies the first words of the first disk to the second; 3 says that those could not be written.
    static let copier = """
        #include <fcntl.h>
        #include <stdio.h>
        #include <sys/mount.h>
        #include <sys/stat.h>
        #include <unistd.h>
        int main(void) {
            char word[512] = {0};
            mkdir("/dev", 0755);
            mount("devtmpfs", "/dev", "devtmpfs", 0, "");
            int from = open("/dev/vda", O_RDONLY), to = open("/dev/vdb", O_RDWR | O_SYNC);
            if (from < 0 || read(from, word, sizeof word) != sizeof word) return 1;
            printf("read <%.5s>\\n", word);
            if (to < 0) return 2;
            return write(to, word, sizeof word) == sizeof word ? 0 : 3;
        }
        """

    @Test(
        .enabled(if: GuestUnderTest.development != nil, "no development guest: run Scripts/bootstrap"),
        arguments: [false, true])
    func aGuestReadsAndWritesItsDisks(isReadOnly: Bool) async throws {
        let guest = try #require(GuestUnderTest.development)
        let program = try await TestProgram(Self.copier)
        let source = try program.directory.write("source", Array("hello".utf8) + [UInt8](repeating: 0, count: 4091))
        let target = try program.directory.write("target", [UInt8](repeating: 0, count: 4096))
        var configuration = guest.configuration(name: "disks", archive: program.archive, arguments: ["/program"])
        configuration.blockVolumes = [
            BlockVolume(source: source, isReadOnly: true), BlockVolume(source: target, isReadOnly: isReadOnly),
        ]
        try await withMachine(configuration, launcher: launcher) { machine in
            let exit = try await machine.waitUntilExit()
            #expect(machine.console.lines.contains { $0.text == "read <hello>" })
            #expect(exit == .finished(status: isReadOnly ? 3 : 0))
        }
        #expect(try program.directory.read("target").starts(with: Array("hello".utf8)) == !isReadOnly)
    }

    @Test(
        .enabled(if: access("/usr/bin/gdb", X_OK) == 0, "gdb is not installed"),
        .enabled(if: !GuestUnderTest.all.isEmpty, "no guest: run Scripts/bootstrap"),
        arguments: GuestUnderTest.all)
    func aDebuggerFindsTheGuestBeforeItsFirstInstruction(guest: GuestUnderTest) async throws {
        let program = try await TestProgram(TestProgram.printsArguments)
        var configuration = guest.configuration(
            name: "debugged", archive: program.archive, arguments: ["/program", "0", "word"])
        // A port that is free now.
        configuration.ports = [PortMapping(hostAddress: .loopback, hostPort: 0, guestPort: 1)]
        let prepared = try await PreparedMachine(configuration, launcher: launcher)
        prepared.discard()
        let port = prepared.plan.ports[0].hostPort
        configuration.ports = []
        configuration.debugger = DebuggerStub(port: port)
        try await withMachine(configuration, launcher: launcher) { machine in
            #expect(try await machine.control.execute(QMP.QueryStatus()).running == false)
            #expect(machine.console.lines.isEmpty)
            let result = try await launcher.run(
                ProcessCommand(
                    "gdb",
                    [
                        "-batch", "-nx", "-ex", "set architecture i386:x86-64", "-ex",
                        "target remote 127.0.0.1:\(port)", "-ex", "info registers rip", "-ex", "detach",
                    ]), input: [], outputLimit: 1 << 20)
            // The reset vector (Intel SDM, volume 3, section 10.1.4).
            #expect(String(decoding: result.standardOutput, as: UTF8.self).contains("0xfff0"))
            // The guest goes on when the debugger goes.
            _ = try await machine.waitUntilExit()
            #expect(machine.console.lines.contains { $0.text == "argv[2]=<word>" })
        }
    }
}
