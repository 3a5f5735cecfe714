import DockerfileModel
import RootfsModel
import UnikraftCore

/// All that the stages of one build share.
struct BuildWork: Sendable {
    let build: DockerfileBuild
    let environment: RootfsEnvironment
    let dockerfile: Dockerfile
    let plan: EvaluatedBuild
    let images: ImageCollection
    let context: BuildContext
    let sandbox: (any CommandSandbox)?

    /// The error for an instruction that failed, with its place in the file.
    func failure(
        _ code: RootfsError.Code, _ message: String, at instruction: Instruction, remedy: String? = nil,
        cause: (any Error)? = nil
    ) -> RootfsError {
        let diagnostic = dockerfile.source.diagnostic(
            .error, Diagnostic.Code(code.description), message, at: instruction.range, remedy: remedy)
        return RootfsError(code, message, file: build.dockerfile, diagnostics: [diagnostic], cause: cause)
    }
}
