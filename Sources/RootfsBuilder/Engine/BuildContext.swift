import DockerfileModel
import RootfsModel
import Synchronization
import SystemPackage
import SystemSupport

/// The directory that `COPY` and `ADD` take files from, read once, when it is first needed.
final class BuildContext: Sendable {
    private let build: DockerfileBuild
    private let latestTime: Int64
    private let read = Mutex<FileTree?>(nil)

    init(build: DockerfileBuild, latestTime: Int64) {
        self.build = build
        self.latestTime = latestTime
    }

    /// The files of the context without those that its ignore file leaves out.
    ///
    /// - Throws: ``RootfsError`` when the directory or its ignore file cannot be read.
    func tree() throws -> FileTree {
        try read.withLock { tree in
            if let tree { return tree }
            let matcher = try ignoreFile.map(IgnoreRules.read)
            let options = DirectoryReading(metadata: .normalized(latestTime: latestTime)) { path, _ in
                matcher?.selection(path.text) ?? .keep
            }
            do {
                let result = try FileTree(directory: build.context, options: options)
                tree = result
                return result
            } catch {
                throw RootfsError(
                    .unreadableSource, "the build context cannot be read", file: build.context, cause: error)
            }
        }
    }

    private var ignoreFile: FilePath? {
        IgnoreMatcher.candidates(dockerfile: build.dockerfile.string, context: build.context.string)
            .map { FilePath($0) }.first { (try? FileStatus(of: $0, followSymlink: true))?.kind == .regular }
    }
}
