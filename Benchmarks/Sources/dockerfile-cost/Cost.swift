import DockerfileModel
import Glibc
import UnikraftCore

/// Measures the processor time of reading Dockerfiles and matching ignore files.
///
/// `dockerfile-cost parse|check|evaluate|ignore ROUNDS` does the work on a file of 100 lines (or 1000 paths)
/// and prints the time of one round; `dockerfile-cost scale ROUNDS` shows that it is linear.
@main
struct Cost {
    static func main() {
        let arguments = Swift.CommandLine.arguments
        guard arguments.count == 3, let rounds = Int(arguments[2]), rounds > 0 else {
            print("usage: dockerfile-cost parse|check|evaluate|ignore|scale ROUNDS")
            exit(2)
        }
        switch arguments[1] {
        case "parse":
            let file = Sample.dockerfile(lines: 100)
            report("parse, 100 lines", rounds) { Dockerfile.parse(bytes: file).dockerfile.stages.count }
        case "check":
            let file = Sample.dockerfile(lines: 100)
            report("parse and check, 100 lines", rounds) { Dockerfile.diagnose(bytes: file).count }
        case "evaluate":
            let parsed = Dockerfile.parse(bytes: Sample.dockerfile(lines: 100)).dockerfile
            report("evaluate, 100 lines", rounds) {
                ((try? StageEvaluator(parsed).evaluate())?.stages.count) ?? 0
            }
        case "ignore":
            let matcher = IgnoreMatcher.parse(bytes: Sample.ignoreFile).matcher
            report("ignore, 1000 paths", rounds) { Sample.paths.count { matcher.ignores($0) } }
        default:
            for lines in [100, 1000, 10_000, 100_000] {
                let file = Sample.dockerfile(lines: lines)
                report("parse and check, \(lines) lines", max(1, rounds * 100 / lines)) {
                    Dockerfile.diagnose(bytes: file).count
                }
            }
        }
    }

    /// Runs the work and prints what one round took.
    private static func report(_ name: String, _ rounds: Int, _ work: () -> Int) {
        var total = 0
        let start = processorTime()
        for _ in 0..<rounds { total += work() }
        let micros = (processorTime() - start) / Double(rounds) * 1e6
        print("\(name): \(Int(micros)) µs of processor time (result \(total / rounds))")
    }

    /// User and system time of this process in seconds.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
