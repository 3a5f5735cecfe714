import Glibc
import QEMULauncher
import SystemPackage
import UnikraftCore

/// Measures machines in the mass, and starts from a snapshot.
///
///     QEMULauncherBenchmark machines COUNT KERNEL ARCHIVE PROGRAM
///     QEMULauncherBenchmark snapshot RUNS KERNEL ARCHIVE PROGRAM
///     QEMULauncherBenchmark flood MEGABYTES KERNEL ARCHIVE PROGRAM
///
/// The program is an HTTP server on port 8080 of the guest.
@main
struct Benchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 6, let count = Int(arguments[2]), count > 0 else {
            print("usage: QEMULauncherBenchmark machines|snapshot|flood NUMBER KERNEL ARCHIVE PROGRAM")
            exit(2)
        }
        let guest = Guest(kernel: FilePath(arguments[3]), archive: FilePath(arguments[4]), program: arguments[5])
        switch arguments[1] {
        case "machines": try await Crowd(guest: guest, count: count).run()
        case "snapshot": try await SnapshotStart(guest: guest, runs: count).run()
        case "flood": try await Flood(kernel: guest.kernel, megabytes: count).run()
        default:
            print("there is no benchmark '\(arguments[1])'")
            exit(2)
        }
    }
}

/// What the machines boot.
struct Guest: Sendable {
    var kernel: FilePath
    var archive: FilePath
    var program: String

    func configuration(name: String) throws -> MachineConfiguration {
        var configuration = try MachineConfiguration(
            booting: kernel, name: name, initramfs: archive, arguments: [program])
        configuration.acceleration = .tcg
        configuration.memory = .mebibytes(64)
        configuration.ports = [PortMapping(hostAddress: .loopback, hostPort: 0, guestPort: 8080)]
        return configuration
    }
}

/// Milliseconds with one decimal.
func milliseconds(_ duration: Duration) -> String {
    let tenths = duration.components.seconds * 10_000 + duration.components.attoseconds / 100_000_000_000_000
    return "\(tenths / 10).\(tenths % 10) ms"
}
