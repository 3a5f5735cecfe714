import UnikraftCore

@testable import DockerfileModel

/// Reads a Dockerfile.
func read(_ text: String) -> Dockerfile.Parsed {
    Dockerfile.parse(text)
}

/// The instructions behind `FROM` of a Dockerfile made of these lines.
func instructions(_ text: String) -> [Instruction] {
    read("FROM scratch\n" + text).dockerfile.stages.last?.instructions ?? []
}

/// What the first instruction behind `FROM` says.
func kind(_ text: String) -> Instruction.Kind? {
    instructions(text).first?.kind
}

/// The problems of instructions behind `FROM`, as `line:column code`; the first of these lines is line 2.
func problems(_ text: String) -> [String] {
    read("FROM scratch\n" + text).diagnostics.map(place)
}

/// A problem as `line:column code`.
func place(_ diagnostic: Diagnostic) -> String {
    "\(diagnostic.location?.line ?? 0):\(diagnostic.location?.column ?? 0) \(diagnostic.code)"
}

/// All problems of a whole file, as `line:column code`.
func findings(_ text: String, ignoring patterns: String? = nil, arguments: [String: String] = [:]) -> [String] {
    Dockerfile.diagnose(
        bytes: Array(text.utf8), arguments: BuildArguments(arguments),
        ignoreMatcher: patterns.map { IgnoreMatcher.parse($0).matcher }
    ).map(place)
}

/// Works out a Dockerfile.
func evaluate(
    _ text: String, target: String? = nil, arguments: [String: String] = [:], images: [String: ImageSettings] = [:]
) throws -> EvaluatedBuild {
    let dockerfile = try Dockerfile(parsing: Array(text.utf8))
    return try StageEvaluator(dockerfile, arguments: BuildArguments(arguments), baseImages: images)
        .evaluate(target: target)
}
