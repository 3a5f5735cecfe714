import ELFWorkloads
import Glibc

/// Compares the resolver with the floor in one process: processor time of interleaved runs.
///
/// `elf-ratio floor|resolver|ratio ROUNDS [FILE…]`; without files the workloads of the machine are taken.
@main
struct Ratio {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3, let rounds = Int(arguments[2]), rounds > 0 else {
            print("usage: elf-ratio floor|resolver|ratio ROUNDS [FILE…]")
            exit(2)
        }
        let workloads =
            arguments.count > 3
            ? [Workload(name: "files", programs: Array(arguments.dropFirst(3)))] : Workload.ofThisMachine()
        for workload in workloads {
            switch arguments[1] {
            case "floor": for _ in 0..<rounds { _ = workload.runFloor() }
            case "resolver": for _ in 0..<rounds { _ = workload.runResolver() }
            default: compare(workload, rounds)
            }
        }
    }

    private static func compare(_ workload: Workload, _ rounds: Int) {
        guard !workload.programs.isEmpty else { return print("\(workload.name): not installed, skipped") }
        var ratios: [Double] = []
        var floors: [Double] = []
        for _ in 0..<rounds {
            let floor = processorTime { _ = workload.runFloor() }
            let resolver = processorTime { _ = workload.runResolver() }
            floors.append(floor)
            ratios.append(resolver / floor)
        }
        floors.sort()
        ratios.sort()
        let micros = Int(floors[rounds / 2] * 1_000_000)
        let ratio = Int(ratios[rounds / 2] * 100)
        print(
            "\(workload.name): floor \(micros) µs, resolver \(ratio / 100).\(ratio % 100 / 10)\(ratio % 10) times that")
    }

    /// User and system time of this process, in seconds, that a body takes.
    private static func processorTime(_ body: () -> Void) -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let start = now()
        body()
        return now() - start
    }
}
