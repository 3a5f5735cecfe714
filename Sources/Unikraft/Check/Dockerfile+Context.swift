import DockerfileModel
import Glibc
import SystemPackage
import SystemSupport
import UnikraftCore

extension Dockerfile {
    /// Finds files that `COPY` and `ADD` take from the build context and that are not there. What hangs on variables,
    /// patterns or links is left to the build; what the ignore file leaves out is told by its own rule.
    ///
    /// - Parameters:
    ///   - context: The build context.
    ///   - ignore: What is not part of it.
    ///   - severity: How bad that is.
    /// - Returns: A problem for each such file, in the order of the instructions that the last stage needs.
    func missingSources(
        in context: FilePath, ignore: IgnoreMatcher?, severity: Diagnostic.Severity
    ) -> [Diagnostic] {
        guard context.isDirectory, let build = try? StageEvaluator(self).evaluate() else { return [] }
        return build.stages.flatMap(\.steps).flatMap { step in
            step.contextPaths.filter { ignore?.ignores($0.withoutSlashes) != true && !context.mayHold($0) }.map {
                path in
                source.diagnostic(
                    severity, Diagnostic.Code("missing-source"),
                    "'\(PrintableText.whole(path))': there is no such file in '\(PrintableText.whole(context.string))'",
                    at: step.instruction.range, remedy: "Correct the path, or make the file first.")
            }
        }
    }
}

extension EvaluatedStep {
    /// The paths of the context that it copies, as they are written.
    fileprivate var contextPaths: [String] {
        // The values of variables may come from outside.
        guard kind == instruction.kind else { return [] }
        let sources: [CopySource]
        switch kind {
        case .copy(let copy) where source == nil: sources = copy.sources
        case .add(let add): sources = add.sources
        default: return []
        }
        return sources.compactMap { source in
            guard case .path(let path) = source, CopySource.origin(of: path) == .files,
                !path.contains(where: { "*?[\\".contains($0) })
            else { return nil }
            return path
        }
    }
}

extension FilePath {
    /// Whether something is at a path below this directory, or may be: beyond a link it is not looked for.
    fileprivate func mayHold(_ path: String) -> Bool {
        var place = self
        for component in FilePath(path).components {
            switch component.kind {
            case .currentDirectory: continue
            case .parentDirectory: return true
            case .regular: place.append(component)
            }
            do throws(SystemCallError) {
                guard try FileStatus(of: place).kind != .symlink else { return true }
            } catch {
                return error.errno != .noSuchFileOrDirectory && error.errno != .notDirectory
            }
        }
        return true
    }
}

extension String {
    /// A path of the context as ignore files mean it.
    fileprivate var withoutSlashes: String {
        String(FilePath("/\(self)").lexicallyNormalized().string.drop { $0 == "/" })
    }
}
