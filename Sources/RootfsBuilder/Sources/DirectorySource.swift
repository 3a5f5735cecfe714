public import CpioArchive
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
        let selection = try selection()
        do {
            let options = DirectoryReading(
                metadata: .normalized(latestTime: environment.sourceDateEpoch),
                selection: { path, _ in selection?(path.text) ?? .keep })
            return RootfsContents(tree: try FileTree(directory: directory, options: options))
        } catch {
            throw RootfsError(.unreadableSource, "the directory cannot be read", file: directory, cause: error)
        }
    }

    /// What a `DirectoryPacker` takes, for those who pack the directory as it is and need no tree.
    ///
    /// - Returns: The filter; nil when nothing is left out.
    /// - Throws: ``RootfsError`` when the ignore file cannot be read, or a pattern is malformed.
    public func packingFilter() throws -> DirectoryPacker.Filter? {
        guard let selection = try selection() else { return nil }
        return { path, _ in
            switch selection(String(decoding: path, as: UTF8.self)) {
            case .keep: .take
            case .skip: .onlyIfNeeded
            case .skipAll: .leaveOut
            }
        }
    }

    /// What the ignore file leaves out; nil when there is none.
    private func selection() throws -> (@Sendable (String) -> FileSelection)? {
        let usual = directory.appending(Self.ignoreFileName)
        guard let rules = try ignoreFile ?? (isFile(usual) ? usual : nil) else { return nil }
        let matcher = try IgnoreRules.read(rules)
        let hidesItself = ignoreFile == nil
        return { path in
            hidesItself && path == Self.ignoreFileName ? .skipAll : matcher.selection(path)
        }
    }

    private func isFile(_ path: FilePath) throws -> Bool {
        (try? FileStatus(of: path, followSymlink: true))?.kind == .regular
    }
}
