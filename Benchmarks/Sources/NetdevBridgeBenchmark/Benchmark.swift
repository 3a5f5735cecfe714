import Glibc
import NetdevBridge
import SystemPackage
import UnikraftCore

/// Measures NetdevBridge. It changes the network namespace that it runs in: run it by `unshare --net`, as root.
@main
struct Benchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let count = arguments.dropFirst().first.flatMap { Int($0) } ?? 100
        switch arguments.first {
        case "bridges": try await bridges(count)
        case "leases": try await Leases.run(processes: 8, each: count)
        case "lease-worker": try Leases.work(Array(arguments.dropFirst()))
        case "parse": try parse(count)
        default:
            print(
                """
                usage: NetdevBridgeBenchmark bridges COUNT   make and remove a bridge with a tap
                       NetdevBridgeBenchmark leases COUNT    8 processes lease COUNT addresses each
                       NetdevBridgeBenchmark parse COUNT     read a dump of 100 interfaces
                """)
            exit(2)
        }
    }

    /// A directory of records of our own, which the caller removes.
    static func scratchDirectory() -> FilePath {
        FilePath("/dev/shm/swift-unikraft-benchmark-\(getpid())")
    }

    static func bridges(_ count: Int) async throws {
        let directory = scratchDirectory()
        let manager = NetworkManager(directory: directory.appending("networks"))
        var configuration = NetworkConfiguration(
            name: try InterfaceName(parsing: "bench0"), subnet: try IPv4Network(parsing: "172.44.0.1/24"))
        configuration.tapCount = 1
        var own = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &own)
        let before = own
        let clock = ContinuousClock()
        let time = try await clock.measure {
            for _ in 0..<count {
                try await manager.create(configuration)
                try await manager.remove(configuration.name)
            }
        }
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &own)
        _ = unlink(directory.appending("networks/lock").string)
        _ = rmdir(directory.appending("networks").string)
        _ = rmdir(directory.string)
        let user = milliseconds(own.ru_utime) - milliseconds(before.ru_utime)
        let system = milliseconds(own.ru_stime) - milliseconds(before.ru_stime)
        print("bridge and tap made and removed \(count) times: \(perRound(time, count)) each,")
        print("of it user \(user / Double(count)) ms, system (the kernel's work) \(system / Double(count)) ms")
    }

    static func milliseconds(_ time: timeval) -> Double {
        Double(time.tv_sec) * 1000 + Double(time.tv_usec) / 1000
    }

    static func perRound(_ time: Duration, _ count: Int) -> String {
        "\(time / count)"
    }

    static func parse(_ count: Int) throws {
        // RTM_NEWLINK with name, address, MTU and kind.
        let link: [UInt8] = [
            80, 0, 0, 0, 16, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0,
            9, 0, 3, 0, 98, 101, 110, 99, 104, 0, 0, 0, 10, 0, 1, 0, 2, 176, 176, 44, 0, 2, 0, 0,
            8, 0, 4, 0, 220, 5, 0, 0, 16, 0, 18, 0, 11, 0, 1, 0, 98, 114, 105, 100, 103, 101, 0, 0,
        ]
        let end: [UInt8] = [20, 0, 0, 0, 3, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        let kernel = RouteNetlink(socket: RepeatingSocket(answer: (0..<100).flatMap { _ in link } + end))
        var links = 0
        for _ in 0..<count { links += try kernel.links().count }
        print("\(links) interfaces read")
    }
}
