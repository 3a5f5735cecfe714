import Glibc
import NetdevBridge
import SystemPackage
import UnikraftCore

/// Leases under contention: several processes lease and give back addresses of one network of 253, each holding
/// up to twenty at a time, and write down what they held and when.
enum Leases {
    static func run(processes: Int, each: Int) async throws {
        let directory = Benchmark.scratchDirectory()
        let manager = NetworkManager(directory: directory.appending("networks"))
        let name = try InterfaceName(parsing: "bench0")
        try await manager.create(NetworkConfiguration(name: name, subnet: try IPv4Network(parsing: "172.44.0.1/24")))
        let start = ContinuousClock.now
        let workers = (0..<processes).map { worker in
            spawn([directory.string, "\(worker)", "\(each)"])
        }
        var failures = 0
        for worker in workers {
            var status: Int32 = 0
            waitpid(worker, &status, 0)
            if status != 0 { failures += 1 }
        }
        let time = ContinuousClock.now - start
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        let total = processes * each
        print("\(total) addresses leased and given back by \(processes) processes in \(time):")
        print("\(Int(Double(total) / seconds)) leases a second, as many releases")
        let overlaps = try overlaps(directory, processes: processes)
        print("\(overlaps) addresses given twice, \(failures) processes failed")
        try await manager.remove(name, force: true)
        _ = unlink(directory.appending("networks/lock").string)
        _ = rmdir(directory.appending("networks").string)
        _ = rmdir(directory.string)
        if failures + overlaps > 0 { exit(1) }
    }

    /// One process. It writes down from when to when it held each address.
    static func work(_ arguments: [String]) throws {
        guard arguments.count == 3, let count = Int(arguments[2]) else { exit(2) }
        let manager = NetworkManager(directory: FilePath(arguments[0]).appending("networks"))
        let store = try manager.leases(of: try InterfaceName(parsing: "bench0"))
        var log: [UInt8] = []
        var held: [(lease: NetworkLease, since: UInt64)] = []
        for number in 0..<count {
            let request = AttachmentRequest(machine: "w\(arguments[1])-\(number % 1000)", owner: .none)
            held.append((try store.lease(request), now()))
            guard held.count == 20 || number == count - 1 else { continue }
            for (lease, since) in held {
                log += "\(lease.address.bits) \(since) \(now())\n".utf8
                try store.release(machine: lease.machine)
            }
            held = []
        }
        let file = try FileDescriptor.open(
            logPath(arguments[0], arguments[1]), .writeOnly, options: [.create, .truncate],
            permissions: [.ownerReadWrite])
        try file.closeAfter { _ = try file.writeAll(log) }
    }

    /// The number of times an address was held by two at once.
    private static func overlaps(_ directory: FilePath, processes: Int) throws -> Int {
        var times: [UInt32: [Range<UInt64>]] = [:]
        for worker in 0..<processes {
            let path = logPath(directory.string, "\(worker)")
            let file = try FileDescriptor.open(path, .readOnly)
            var text: [UInt8] = []
            var part = [UInt8](repeating: 0, count: 1 << 16)
            while case let count = try part.withUnsafeMutableBytes({ try file.read(into: $0) }), count > 0 {
                text += part[..<count]
            }
            try file.close()
            _ = unlink(path.string)
            for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
                let numbers = line.split(separator: " ").compactMap { UInt64($0) }
                guard numbers.count == 3 else { continue }
                times[UInt32(numbers[0]), default: []].append(numbers[1]..<numbers[2])
            }
        }
        return times.values.reduce(0) { sum, ranges in
            let sorted = ranges.sorted { $0.lowerBound < $1.lowerBound }
            return sum + zip(sorted, sorted.dropFirst()).count { $0.upperBound > $1.lowerBound }
        }
    }

    private static func logPath(_ directory: String, _ worker: String) -> FilePath {
        FilePath("\(directory)/worker-\(worker)")
    }

    /// Nanoseconds of a clock that all processes share.
    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private static func spawn(_ arguments: [String]) -> pid_t {
        var words: [UnsafeMutablePointer<CChar>?] = ([CommandLine.arguments[0], "lease-worker"] + arguments).map {
            strdup($0)
        }
        words.append(nil)
        var child: pid_t = 0
        posix_spawn(&child, "/proc/self/exe", nil, nil, words, environ)
        return child
    }
}
