import KraftfileModel
import KraftfileSamples
import SystemPackage
import UnikraftCore

/// Reads a Kraftfile many times, for instruction counts: `kraftfile-work runtime|kernel|large|FILE COUNT`.
@main
struct Work {
    static func main() throws {
        let arguments = CommandLine.arguments
        let sample = arguments.count > 1 ? arguments[1] : "kernel"
        let count = arguments.count > 2 ? Int(arguments[2]) ?? 1 : 1
        let bytes: [UInt8]
        switch sample {
        case "runtime": bytes = Samples.runtime
        case "kernel": bytes = Samples.kernel
        case "large": bytes = Samples.kernel(options: 20_000)
        default: bytes = try Kraftfile.load(.file(FilePath(sample))).source.bytes
        }
        var targets = 0
        var problems = 0
        let time = ContinuousClock().measure {
            for _ in 0..<count {
                let kraftfile = Kraftfile(bytes)
                targets += kraftfile.project?.targets.count ?? 0
                problems += kraftfile.diagnostics.count
            }
        }
        print("\(sample): \(bytes.count) bytes, \(time / count) each, \(targets) targets, \(problems) problems")
    }
}
