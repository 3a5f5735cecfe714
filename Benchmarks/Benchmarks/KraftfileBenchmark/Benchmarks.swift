import Benchmark
import KraftfileModel
import KraftfileSamples

let benchmarks: @Sendable () -> Void = {
    let files = [("runtime project", Samples.runtime), ("kernel project, 5 KiB", Samples.kernel)]
    for (name, bytes) in files {
        Benchmark("Kraftfile: read and check a \(name)") { benchmark in
            for _ in benchmark.scaledIterations { blackHole(Kraftfile(bytes)) }
        }
    }
    Benchmark("Kraftfile: set a version in 5 KiB") { benchmark in
        let kraftfile = Kraftfile(Samples.kernel)
        for _ in benchmark.scaledIterations {
            blackHole(try kraftfile.applying(.setVersion(of: .library("lwip"), to: "stable")))
        }
    }
}
