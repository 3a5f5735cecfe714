import Benchmark
import ELFWorkloads

/// Finding the libraries of programs, beside the least that it costs in C.
let benchmarks: @Sendable () -> Void = {
    for workload in Workload.ofThisMachine() where !workload.programs.isEmpty {
        let configuration = Benchmark.Configuration(
            metrics: [.wallClock, .cpuUser, .cpuSystem, .peakMemoryResident], maxDuration: .seconds(3),
            maxIterations: 500)
        Benchmark("ELF resolver: \(workload.name)", configuration: configuration) { _ in
            blackHole(workload.runResolver())
        }
        Benchmark("ELF floor: \(workload.name)", configuration: configuration) { _ in
            blackHole(workload.runFloor())
        }
    }
}
