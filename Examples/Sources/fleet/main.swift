// A few machines side by side. What crashes is started again, and a table shows how they are.
// swift run --package-path Examples fleet KERNEL PROGRAM [COUNT]
import Glibc
import Synchronization
import Unikraft

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 2 else {
    print("usage: fleet KERNEL PROGRAM [COUNT]")
    exit(2)
}
let program = FilePath(arguments[1])
let count = arguments.count > 2 ? Int(arguments[2]) ?? 3 : 3

// One archive for all of them.
let archive: FilePath = ".unikraft/build/fleet.cpio"
do {
    try ProgramRootfs(programs: [program]).write(to: archive)
} catch {
    print("error: \(error)")
    exit(1)
}

/// How each machine is.
final class Board: Sendable {
    private let rows = Mutex<[Int: String]>([:])

    func set(_ row: Int, _ text: String) {
        rows.withLock { rows in
            rows[row] = text
            print(rows.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "   "))
        }
    }
}
let board = Board()

await withTaskGroup(of: Void.self) { group in
    for number in 0..<count {
        group.addTask {
            let supervisor = MachineSupervisor(
                policy: .onFailure(maximum: 2), backoff: RestartBackoff(initial: .milliseconds(50)),
                observe: { event in
                    switch event {
                    case .started(let restarts): board.set(number, restarts == 0 ? "running" : "running again")
                    case .ended(let exit): board.set(number, exit.isSuccess ? "done" : "failed")
                    case .waiting(let delay, _): board.set(number, "again in \(delay)")
                    default: break
                    }
                },
                start: {
                    var configuration = try MachineConfiguration(
                        booting: FilePath(arguments[0]), name: "fleet-\(number)", initramfs: archive,
                        arguments: [program.string, String(number)])
                    configuration.acceleration = .tcg
                    let launcher = SubprocessLauncher()
                    return try await Machine.start(
                        PreparedMachine(configuration, launcher: launcher), launcher: launcher)
                })
            let exit = try? await supervisor.run()
            board.set(number, exit?.isSuccess == true ? "done" : "given up")
        }
    }
}
