import DockerfileModel
import UnikraftCore

/// Reads any bytes as a Dockerfile, checks it, works it out, and renders what was found.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDockerfile(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let parsed = Dockerfile.parse(bytes: bytes)
    let found = parsed.diagnostics + parsed.dockerfile.check(arguments: BuildArguments(["A": "x${B}"]))
    for diagnostic in found.prefix(8) { precondition(!diagnostic.description.isEmpty) }
    for stage in parsed.dockerfile.stages {
        for instruction in [stage.instruction] + stage.instructions {
            precondition(instruction.range.upperBound <= bytes.count, "an instruction reaches beyond the file")
        }
    }
    guard let build = try? StageEvaluator(parsed.dockerfile).evaluate() else { return 0 }
    _ = build.settings(ofStage: build.target)
    for (index, step) in (build.stages.last?.steps ?? []).enumerated().prefix(16) {
        if case .run(let run) = step.kind { _ = run.program(shell: step.shell) }
        _ = build.environment(ofStage: build.target, step: index)
    }
    return 0
}
