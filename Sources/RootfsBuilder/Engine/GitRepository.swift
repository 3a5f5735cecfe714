import DockerfileModel
import RootfsModel
import SystemPackage
import SystemSupport
import UnikraftCore

/// A repository that `ADD` fetches with the git program: `ADDRESS[#REF[:DIRECTORY]]`.
struct GitRepository {
    private static let kind = "repositories"

    let address: String
    let reference: String
    let directory: String
    let keepsMetadata: Bool
    /// The commit that must come out; nil for any.
    let commit: String?

    init(_ text: String, keepsMetadata: Bool, commit: String?) {
        let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let fragment = (parts.count > 1 ? parts[1] : "").split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        address = parts[0]
        reference = fragment.first.flatMap { $0.isEmpty ? nil : String($0) } ?? "HEAD"
        directory = fragment.count > 1 ? String(fragment[1]) : ""
        self.keepsMetadata = keepsMetadata
        self.commit = commit
    }

    /// Fetches the files of the repository at the reference.
    func fetch(in work: BuildWork) async throws -> FileTree {
        guard let launcher = work.environment.launcher else {
            throw RootfsError(.toolMissing, "a repository needs git, and no launcher of programs was given")
        }
        let cache = work.environment.cache
        let workDirectory = try cache.makeWorkDirectory()
        defer { workDirectory.remove() }
        let checkout = workDirectory.path
        let git = { (arguments: [String]) async throws -> String in
            let command = ProcessCommand.git(["-C", checkout.string] + arguments, address: address)
            let result = try await launcher.run(command, input: [], outputLimit: 16 << 20)
            guard result.succeeded else {
                let output = String(decoding: result.standardError.suffix(2000), as: UTF8.self)
                throw RootfsError(.unreadableSource, "git \(arguments[0]) of '\(address)' failed: \(output)")
            }
            return String(decoding: result.standardOutput, as: UTF8.self).filter { !$0.isWhitespace }
        }
        _ = try await git(["init", "--quiet", "--template="])
        _ = try await git([
            "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--depth", "1", "--", address, reference,
        ])
        let found = try await git(["rev-parse", "FETCH_HEAD"])
        if let commit, !found.hasPrefix(commit) {
            throw RootfsError(.checksumMismatch, "'\(reference)' is commit \(found), and \(commit) is asked for")
        }
        let key = ContentKey([found, directory, "\(keepsMetadata)"])
        if cache.find(key, Self.kind) == nil {
            _ = try await git(["checkout", "--quiet", "--detach", found])
            let layer = try read(checkout, work).changes(since: FileTree())
            _ = try cache.store(key, Self.kind) { try layer.write(to: $0) }
        }
        var tree = FileTree()
        try tree.apply(FileLayer(tar: cache.path(key, Self.kind), isImageLayer: false))
        return tree
    }

    private func read(_ checkout: FilePath, _ work: BuildWork) throws -> FileTree {
        let keepsMetadata = keepsMetadata
        let options = DirectoryReading(
            metadata: .normalized(latestTime: work.environment.sourceDateEpoch)
        ) { path, _ in path.text == ".git" && !keepsMetadata ? .skipAll : .keep }
        let whole = try FileTree(directory: checkout, options: options)
        guard !directory.isEmpty else { return whole }
        var part = FileTree()
        try part.copy(TreeCopy(["/" + directory], to: "/"), from: whole)
        return part
    }
}
