import Glibc
import QEMULauncher
import SubprocessLauncher
import SystemPackage
import UnikraftCore

/// The time from the call to the first HTTP answer: by a boot, and from a snapshot made after readiness.
struct SnapshotStart {
    var guest: Guest
    var runs: Int

    func run() async throws {
        let clock = ContinuousClock()
        let path = FilePath("/tmp/qemu-launcher-benchmark.\(getpid()).snapshot")
        defer { unlink(path.string) }
        let launcher = SubprocessLauncher()
        var saveTime = Duration.zero
        var boots: [Duration] = []
        for run in 0..<runs {
            let begin = clock.now
            let prepared = try await PreparedMachine(guest.configuration(name: "snapshot"), launcher: launcher)
            let machine = try await Machine.start(prepared, launcher: launcher)
            _ = try await machine.waitUntilReady(.http(port: machine.plan.ports[0].hostPort))
            boots.append(begin.duration(to: clock.now))
            if run == 0 {
                let begin = clock.now
                try await machine.saveSnapshot(to: path)
                saveTime = begin.duration(to: clock.now)
                _ = try await machine.waitUntilReady(.http(port: machine.plan.ports[0].hostPort))
            }
            await machine.stop()
        }
        var restores: [Duration] = []
        for _ in 0..<runs {
            let begin = clock.now
            let prepared = try await PreparedMachine(guest.configuration(name: "snapshot"), launcher: launcher)
            let machine = try await Machine.start(prepared, from: path, launcher: launcher)
            _ = try await machine.waitUntilReady(.http(port: machine.plan.ports[0].hostPort))
            restores.append(begin.duration(to: clock.now))
            await machine.stop()
        }
        var status = stat()
        stat(path.string, &status)
        print("boot to first HTTP answer      \(Self.summary(boots))")
        print("snapshot to first HTTP answer  \(Self.summary(restores))")
        print("saving took \(milliseconds(saveTime)), \(status.st_size / 1024) KiB")
    }

    private static func summary(_ values: [Duration]) -> String {
        let sorted = values.sorted()
        let median = sorted[sorted.count / 2]
        return
            "median \(milliseconds(median)), least \(milliseconds(sorted[0])), most \(milliseconds(sorted[sorted.count - 1]))"
    }
}
