import DockerfileModel
import RootfsModel
import SystemPackage
import SystemSupport
import UnikraftCore

/// Reads files of patterns that say what is left out.
enum IgnoreRules {
    private static let largestFile = 1 << 20

    /// Reads a file.
    ///
    /// - Parameter path: The file.
    /// - Returns: The patterns.
    /// - Throws: ``RootfsError`` when it cannot be read, or a pattern is malformed.
    static func read(_ path: FilePath) throws -> IgnoreMatcher {
        let parsed = IgnoreMatcher.parse(bytes: try SmallFile.read(path, atMost: largestFile), fileName: path.string)
        let problems = parsed.diagnostics.filter { $0.severity == .error }
        guard problems.isEmpty else {
            throw RootfsError(.unreadableSource, "the ignore file has errors", file: path, diagnostics: problems)
        }
        return parsed.matcher
    }
}

extension IgnoreMatcher {
    /// What is done with a path.
    func selection(_ path: String) -> FileSelection {
        guard ignores(path) else { return .keep }
        return ignoresTree(path) ? .skipAll : .skip
    }
}
