import Glibc
import Synchronization
import SystemPackage
import SystemSupport
import UnikraftCore

/// The file that keeps everything a build prints, and the count of its steps and complaints.
final class BuildLog: Sendable {
    /// What has been seen so far.
    struct Summary {
        var steps: UInt64 = 0
        var diagnostics: [Diagnostic] = []
        var isDiskFull = false
    }

    /// The file.
    let path: FilePath
    private let file: OwnedDescriptor
    private let summaryState = Mutex(Summary())
    /// More complaints than this are only in the file.
    private static let diagnosticLimit = 500

    /// Begins a new file in place of the last one.
    init(path: FilePath) throws(KernelBuildError) {
        self.path = path
        do {
            try makeDirectories(path.removingLastComponent())
            file = try OwnedDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, mode: 0o644)
        } catch {
            throw .file("write", path.string, error)
        }
    }

    /// What has been seen so far.
    var summary: Summary { summaryState.withLock { $0 } }

    /// Takes a line.
    ///
    /// - Parameter bytes: The line without its end.
    /// - Returns: What it tells, and the number of steps so far.
    func take(_ bytes: [UInt8]) -> (BuildOutputLine, UInt64) {
        // A full disk must not hide the compiler's own words, so the file's failure is only remembered.
        let isWritten = (try? file.descriptor.writeAll(bytes + [0x0a])) != nil
        let text = String(decoding: bytes, as: UTF8.self)
        let line = BuildOutputLine(text)
        let steps = summaryState.withLock { summary in
            switch line {
            case .step: summary.steps += 1
            case .diagnostic(let diagnostic):
                if summary.diagnostics.count < Self.diagnosticLimit, !summary.diagnostics.contains(diagnostic) {
                    summary.diagnostics.append(diagnostic)
                }
            case .text: break
            }
            if !isWritten || text.contains("No space left on device") { summary.isDiskFull = true }
            return summary.steps
        }
        return (line, steps)
    }
}
