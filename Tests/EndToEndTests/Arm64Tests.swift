import Glibc
import QEMULauncher
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

private func isInstalled(_ program: String) -> Bool { access("/usr/bin/\(program)", X_OK) == 0 }

/// Boots a guest of some hundred bytes on QEMU's machine for arm64, where no real kernel is at hand.
@Suite(
    "Guests for arm64", .serialized, .timeLimit(.minutes(5)),
    .enabled(if: isInstalled("qemu-system-aarch64"), "there is no QEMU for arm64: apt-get install qemu-system-arm"),
    .enabled(
        if: isInstalled("aarch64-linux-gnu-as"),
        "there is no assembler for arm64: apt-get install binutils-aarch64-linux-gnu"))
struct Arm64Tests {
    let launcher = SubprocessLauncher()

    /// Assembles the guest, and an archive for it.
    private func configuration(
        in directory: borrowing TemporaryDirectory, processors: Int = 1
    ) async throws -> MachineConfiguration {
        let source = FilePath(#filePath).removingLastComponent().appending("Arm64Guest.S")
        let script = """
            set -e
            aarch64-linux-gnu-as -o guest.o '\(source)'
            aarch64-linux-gnu-objcopy --output-target=binary --only-section=.text guest.o guest
            """
        let result = try await launcher.run(
            ProcessCommand("sh", ["-c", script], workingDirectory: directory.path.string), input: [],
            outputLimit: 1 << 16)
        try #require(result.succeeded, "\(String(decoding: result.standardError, as: UTF8.self))")
        let archive = try directory.write("archive", Array("070701 is all that is looked at".utf8))
        var configuration = try MachineConfiguration(
            booting: directory.path.appending("guest"), name: "arm64", initramfs: archive,
            arguments: ["/program", "two words"])
        configuration.processorCount = processors
        configuration.acceleration = .tcg
        return configuration
    }

    @Test(arguments: [1, 4, 9])
    func theLineAndTheArchiveArrive(processors: Int) async throws {
        let directory = try TemporaryDirectory()
        let configuration = try await configuration(in: directory, processors: processors)
        #expect(configuration.architecture == .arm64)
        try await withMachine(configuration, launcher: launcher) { machine in
            let exit = try await machine.waitUntilExit()
            #expect(exit == .finished(status: nil))
            let lines = machine.console.lines.map(\.text)
            // Nothing but we puts a program's name in front of the line there.
            let line =
                "\(configuration.kernel) netdev.ip=10.0.2.15/24:10.0.2.2:10.0.2.3 "
                + #"vfs.fstab=[ "initrd0:/:extract:::" ] -- /program "two words""#
            #expect(lines == ["Powered by Unikraft", "archive <070701>", "line <\(line)>"])
        }
    }

    @Test func aMachineInTheBackgroundTellsHowItEnded() async throws {
        let directory = try TemporaryDirectory()
        let store = try MachineStore(directory: directory.path.appending("store"))
        let machine = try await store.start(configuration(in: directory), launcher: launcher)
        var text = ""
        for try await piece in machine.consoleBytes(isFollowing: true) {
            text += String(decoding: piece, as: UTF8.self)
        }
        #expect(text.contains("archive <070701>"))
        #expect(machine.exit == .finished(status: nil))
        try await machine.remove()
    }
}
