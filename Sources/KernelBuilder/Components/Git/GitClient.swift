import SystemPackage
import UnikraftCore

/// Fetches repositories with the `git` program: shallow, without prompts, over allowed transports only.
struct GitClient: Sendable {
    let launcher: any ProcessLauncher
    private static let outputLimit = 1 << 20

    /// Fetches one commit with its files into a new directory.
    ///
    /// - Parameters:
    ///   - location: The repository.
    ///   - reference: A branch, a tag or a commit; nil is the default branch.
    ///   - commit: The commit that the lock file names; it is fetched in place of the reference.
    ///   - directory: The directory to make.
    /// - Returns: The commit's id.
    /// - Throws: ``KernelBuildError``; `CancellationError`.
    func fetch(
        _ location: GitLocation, reference: GitReference?, commit: String?, into directory: FilePath
    ) async throws -> String {
        try await run(["init", "-q", "--template=", "--", directory.string], location)
        let names = commit.map { [$0] } ?? reference?.candidates ?? ["HEAD"]
        var fetched: String?
        var failure: (any Error)?
        for name in names where fetched == nil {
            do {
                try await fetch(name, of: location, depth: true, in: directory)
                fetched = try await commitID("FETCH_HEAD", in: directory, location)
            } catch let error as KernelBuildError {
                failure = failure ?? error
            }
        }
        if fetched == nil, let name = commit ?? (reference?.mayBeCommit == true ? reference?.name : nil) {
            // Some servers give no single commits: fetch everything and look for it there.
            try await fetch("+refs/*:refs/remotes/origin/*", of: location, depth: false, in: directory)
            fetched = try await commitID(name, in: directory, location)
        }
        guard let fetched else { throw failure ?? Self.unknown(location, reference) }
        try await run(["-C", directory.string, "checkout", "-q", "--detach", fetched], location)
        return fetched
    }

    /// Whether files that git knows were changed in a directory.
    ///
    /// - Parameter directory: A directory that ``fetch(_:reference:commit:into:)`` made.
    /// - Returns: Whether something was changed; false when the directory is no repository of its own.
    func hasLocalChanges(_ directory: FilePath) async -> Bool {
        guard FileAccess.exists(directory.appending(".git")) else { return false }
        let command = ProcessCommand.git(
            ["-C", directory.string, "status", "--porcelain", "--untracked-files=no"], address: "")
        let result = try? await launcher.run(command, input: [], outputLimit: Self.outputLimit)
        return result.map { $0.succeeded && !$0.standardOutput.isEmpty } ?? false
    }

    private func fetch(_ name: String, of location: GitLocation, depth: Bool, in directory: FilePath) async throws {
        let shallow = depth ? ["--depth", "1"] : []
        try await run(
            ["-C", directory.string, "fetch", "-q", "--no-tags", "--no-recurse-submodules"] + shallow
                + ["--", location.url, name], location)
    }

    private func commitID(
        _ name: String, in directory: FilePath, _ location: GitLocation
    ) async throws -> String {
        let output = try await run(
            ["-C", directory.string, "rev-parse", "--verify", "-q", "--end-of-options", "\(name)^{commit}"], location)
        return output.trimmed
    }

    @discardableResult
    private func run(_ arguments: [String], _ location: GitLocation) async throws -> String {
        let result: ProcessResult
        do {
            result = try await launcher.run(
                .git(arguments, address: location.url), input: [], outputLimit: Self.outputLimit)
        } catch let error as ProcessLaunchError {
            throw KernelBuildError(
                error.code == .notFound ? .hostTool : .fetch, subject: "git", "git cannot be run",
                remedy: "On Debian: apt-get install git", cause: error)
        }
        guard result.succeeded else {
            let lines = String(decoding: result.standardError, as: UTF8.self).split(separator: "\n")
            throw KernelBuildError(
                .fetch, subject: location.description,
                "git cannot fetch '\(location)': \(lines.last.map(String.init) ?? "\(result.termination)")",
                remedy:
                    "Check the address, the reference and the network; private repositories need a credential helper or an SSH agent."
            )
        }
        return String(decoding: result.standardOutput, as: UTF8.self)
    }

    private static func unknown(_ location: GitLocation, _ reference: GitReference?) -> KernelBuildError {
        KernelBuildError(
            .fetch, subject: location.description, "'\(location)' has no '\(reference?.name ?? "HEAD")'",
            remedy: "Check the branch, tag or commit.")
    }
}
