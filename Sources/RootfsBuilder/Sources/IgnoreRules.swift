import DockerfileModel
import RootfsModel
import SystemPackage
import UnikraftCore

/// Reads files of patterns that say what is left out.
enum IgnoreRules {
    private static let largestFile: UInt64 = 1 << 20

    /// Reads a file.
    ///
    /// - Parameter path: The file.
    /// - Returns: The patterns.
    /// - Throws: ``RootfsError`` when it cannot be read, or a pattern is malformed.
    static func read(_ path: FilePath) throws -> IgnoreMatcher {
        let parsed = IgnoreMatcher.parse(bytes: try readSmallFile(path, limit: largestFile), fileName: path.string)
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

/// Reads a file that is expected to be small.
///
/// - Parameters:
///   - path: The file.
///   - limit: The most bytes that are taken.
/// - Returns: Its bytes.
/// - Throws: ``RootfsError`` when it cannot be read or is larger.
func readSmallFile(_ path: FilePath, limit: UInt64) throws -> [UInt8] {
    do {
        let size = try fileSize(path)
        guard size <= limit else {
            throw RootfsError(
                .unreadableSource, "it has \(size) bytes, and at most \(limit) are expected; is it the right file?",
                file: path)
        }
        var bytes: [UInt8] = []
        try ByteStream.read(path) { bytes += $0 }
        return bytes
    } catch let error as RootfsError {
        throw error
    } catch {
        throw RootfsError(.unreadableSource, "it cannot be read", file: path, cause: error)
    }
}
