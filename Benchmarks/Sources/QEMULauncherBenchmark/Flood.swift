import Glibc
import QEMULauncher
import SubprocessLauncher
import Synchronization
import SystemPackage
import UnikraftCore

/// A guest that writes without end, played by a shell script: how fast its console is taken, and what that costs.
struct Flood {
    var kernel: FilePath
    var megabytes: Int

    func run() async throws {
        let script = FilePath("/tmp/qemu-launcher-benchmark.\(getpid()).sh")
        let text = "#!/bin/sh\nyes '\(String(repeating: "x", count: 99))' | head -c \(megabytes)000000\n"
        let file = try FileDescriptor.open(
            script, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWriteExecute)
        _ = try file.closeAfter { try file.writeAll(text.utf8) }
        defer { unlink(script.string) }
        let facts = MachineFacts(
            executable: script, kernel: try KernelImage(path: kernel), initramfsSize: ByteCount(bytes: 0),
            accelerator: .tcg, kernelPath: "kernel", initramfsPath: nil)
        let plan = try MachinePlanner.plan(MachineConfiguration(kernel: kernel), facts: facts)
        let received = Mutex(0)
        let before = OwnProcess()
        let clock = ContinuousClock()
        let begin = clock.now
        let processorBegin = clock_t(Glibc.clock())
        let machine = try await Machine.start(
            plan, launcher: SubprocessLauncher(),
            options: MachineOptions(output: { piece in received.withLock { $0 += piece.count } }))
        _ = try await machine.waitUntilExit()
        let elapsed = begin.duration(to: clock.now)
        let processor = (clock_t(Glibc.clock()) - processorBegin) * 1000 / Int(CLOCKS_PER_SEC)
        print("received \(received.withLock { $0 }) bytes in \(milliseconds(elapsed)), processor time \(processor) ms")
        print("this process grew by \((OwnProcess().residentBytes - before.residentBytes) / 1024) KiB")
    }
}
