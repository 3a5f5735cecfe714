import Glibc
import QEMULauncher
import SubprocessLauncher
import SystemPackage
import UnikraftCore

/// Many machines at once: what each costs this process, and whether all come up and go.
struct Crowd {
    var guest: Guest
    var count: Int

    func run() async throws {
        let launcher = SubprocessLauncher()
        // One machine beforehand, so that what this process needs once is not counted.
        let first = try await start(0, launcher)
        await first.stop()
        let before = OwnProcess()
        let clock = ContinuousClock()
        let begin = clock.now
        let machines = try await withThrowingTaskGroup(of: Machine.self) { group in
            for number in 1...count { group.addTask { try await start(number, launcher) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let started = begin.duration(to: clock.now)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for machine in machines {
                group.addTask {
                    let port = machine.plan.ports[0].hostPort
                    _ = try await machine.waitUntilReady(.http(port: port), timeout: .seconds(600))
                }
            }
            try await group.waitForAll()
        }
        let ready = begin.duration(to: clock.now)
        let during = OwnProcess()
        let hypervisors = machines.compactMap(\.metrics?.residentBytes).reduce(0, +)
        let processes = machines.compactMap(\.processIdentifier)
        let stopBegin = clock.now
        await withTaskGroup(of: Void.self) { group in
            for machine in machines { group.addTask { await machine.stop() } }
        }
        let stopped = stopBegin.duration(to: clock.now)
        let left = processes.filter { kill($0, 0) == 0 }.count
        let after = OwnProcess()
        print("machines started         \(processes.count) of \(count) in \(milliseconds(started))")
        print("all answered HTTP after  \(milliseconds(ready))")
        print("all stopped in           \(milliseconds(stopped)); processes left: \(left)")
        print("this process, a machine  \((during.residentBytes - before.residentBytes) / 1024 / count) KiB resident")
        print(
            "this process, descriptors \(before.descriptors) before, \(during.descriptors) during, \(after.descriptors) after"
        )
        print("this process, threads    \(before.threads) before, \(during.threads) during")
        print("QEMU, a machine          \(hypervisors / 1024 / UInt64(count)) KiB resident")
        guard processes.count == count, left == 0, machines.allSatisfy({ $0.exitStatus == .stopped }) else {
            print("machines were lost or are left")
            exit(1)
        }
    }

    private func start(_ number: Int, _ launcher: SubprocessLauncher) async throws -> Machine {
        let prepared = try await PreparedMachine(guest.configuration(name: "crowd-\(number)"), launcher: launcher)
        return try await Machine.start(
            prepared, launcher: launcher, options: MachineOptions(startTimeout: .seconds(300)))
    }
}

/// What the system tells of this process (proc(5)).
struct OwnProcess {
    var residentBytes = 0
    var threads = 0
    var descriptors = 0

    init() {
        let text = Self.read("/proc/self/status")
        for line in text.split(separator: "\n") {
            let number = line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
            if line.hasPrefix("VmRSS:") { residentBytes = number * 1024 }
            if line.hasPrefix("Threads:") { threads = number }
        }
        for number in 0..<4096 where fcntl(Int32(number), F_GETFD) >= 0 { descriptors += 1 }
    }

    private static func read(_ path: FilePath) -> String {
        guard let file = try? FileDescriptor.open(path, .readOnly) else { return "" }
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = (try? file.closeAfter { try buffer.withUnsafeMutableBytes { try file.read(into: $0) } }) ?? 0
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
