import Benchmark
import CpioArchive
import Glibc
import SystemPackage

/// Packing in process. The corpora are made by `make-cpio-corpora .build/corpora`; those that are missing
/// are left out.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .cpuTotal, .peakMemoryResident], maxDuration: .seconds(10), maxIterations: 20)
    let corpora = getenv("CPIO_CORPORA").map { String(cString: $0) } ?? ".build/corpora"
    let disk = getenv("CPIO_DISK").map { String(cString: $0) } ?? ".build"
    for name in ["a", "b", "c", "d", "e"] {
        let tree = FilePath(corpora).appending(name)
        guard access(tree.string, R_OK) == 0 else { continue }
        for (place, directory) in [("tmpfs", FilePath("/dev/shm")), ("disk", FilePath(disk))] {
            let archive = directory.appending("cpio-benchmark-\(getpid()).cpio")
            Benchmark("pack \(name) to \(place)") { benchmark in
                for _ in benchmark.scaledIterations { try DirectoryPacker(tree).pack(to: archive) }
                _ = archive.string.withCString { unlink($0) }
            }
        }
        if name != "c", name != "e" {
            Benchmark("pack \(name) to memory") { benchmark in
                for _ in benchmark.scaledIterations { blackHole(try DirectoryPacker(tree).packInMemory()) }
            }
        }
        Benchmark("list \(name)") { benchmark in
            let archive = FilePath("/dev/shm/cpio-benchmark-list-\(getpid()).cpio")
            try DirectoryPacker(tree).pack(to: archive)
            benchmark.startMeasurement()
            var reader = try CpioReader(archive)
            while let record = try reader.next() { blackHole(record) }
            benchmark.stopMeasurement()
            _ = archive.string.withCString { unlink($0) }
        }
    }
}
