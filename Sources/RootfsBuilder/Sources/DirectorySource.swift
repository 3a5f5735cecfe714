import DockerfileModel
import RootfsModel
public import SystemPackage
import SystemSupport
public import UnikraftCore

/// A directory of the host, with all that is in it.
public struct DirectorySource: RootfsSource {
    /// The directory.
    public var directory: FilePath
    /// A file of patterns for what is left out, in the form of `.dockerignore`; nil for none.
    public var ignoreFile: FilePath?

    /// The name of the ignore file that is used when it stands in the directory. It is left out itself.
    public static let ignoreFileName = ".kraftignore"

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - ignoreFile: A file of patterns for what is left out; nil for `.kraftignore` in the directory, if there is one.
    public init(_ directory: FilePath, ignoreFile: FilePath? = nil) {
        self.directory = directory
        self.ignoreFile = ignoreFile
    }

    /// See ``RootfsSource``.
    public func plan(in environment: RootfsEnvironment) async -> StepPlan {
        StepPlan("directory", reads: [directory.string] + [ignoreFile?.string].compactMap { $0 })
    }

    /// See ``RootfsSource``.
    public func load(in environment: RootfsEnvironment) async throws -> RootfsContents {
        let usual = directory.appending(Self.ignoreFileName)
        let rules = try ignoreFile ?? (isFile(usual) ? usual : nil)
        let matcher = try rules.map(IgnoreRules.read)
        let selection: @Sendable (TreePath, Bool) -> FileSelection = { path, _ in
            if ignoreFile == nil, path.text == Self.ignoreFileName { return .skipAll }
            return matcher?.selection(path.text) ?? .keep
        }
        do {
            let options = DirectoryReading(
                metadata: .normalized(latestTime: environment.sourceDateEpoch), selection: selection)
            return RootfsContents(tree: try FileTree(directory: directory, options: options))
        } catch {
            throw RootfsError(.unreadableSource, "the directory cannot be read", file: directory, cause: error)
        }
    }

    private func isFile(_ path: FilePath) throws -> Bool {
        (try? FileStatus(of: path, followSymlink: true))?.kind == .regular
    }
}
