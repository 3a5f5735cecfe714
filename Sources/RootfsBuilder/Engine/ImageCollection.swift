import DockerfileModel
import RootfsModel
import Synchronization
import SystemPackage
import UnikraftCore

/// The images and named contexts of a build, each loaded once.
final class ImageCollection: Sendable {
    private let build: DockerfileBuild
    private let environment: RootfsEnvironment
    private let loaded = Mutex<[String: BaseImage]>([:])
    private let trees = Mutex<[String: FileTree]>([:])

    init(build: DockerfileBuild, environment: RootfsEnvironment) {
        self.build = build
        self.environment = environment
    }

    /// The settings of images, which are fetched side by side.
    ///
    /// - Parameters:
    ///   - references: The images.
    ///   - graph: The stages, for their platforms.
    ///   - dockerfile: The file, for the place of an error.
    /// - Returns: The settings by reference.
    /// - Throws: ``RootfsError`` for the first image that cannot be had.
    func settings(
        _ references: [String], _ graph: StageGraph, _ dockerfile: Dockerfile
    ) async throws -> [String: ImageSettings] {
        try await withThrowingTaskGroup(of: (String, ImageSettings).self) { group in
            for reference in references {
                group.addTask {
                    let user = graph.nodes.first { $0.sources.contains(.image(reference)) }
                    let platform = user?.base == .image(reference) ? user?.platform : nil
                    do {
                        return (reference, try await self.image(reference, platform: platform)?.settings ?? .init())
                    } catch let error as RootfsError where error.diagnostics.isEmpty {
                        guard let user else { throw error }
                        let name = user.references.first { $0.source == .image(reference) }?.text ?? reference
                        let meant = SpellingSuggestion.closest(to: name, among: graph.nodes.compactMap(\.name))
                        let diagnostic = dockerfile.source.diagnostic(
                            .error, .init(error.code.description), error.description,
                            at: Self.place(of: reference, name, in: dockerfile.stages[user.index], user),
                            remedy: meant.map { "If a stage is meant: did you mean '\($0)'?" })
                        throw RootfsError(
                            error.code, error.message, file: self.build.dockerfile, diagnostics: [diagnostic],
                            cause: error.cause)
                    }
                }
            }
            var result: [String: ImageSettings] = [:]
            for try await (reference, settings) in group { result[reference] = settings }
            return result
        }
    }

    /// The instruction of a stage that names an image: its `FROM`, or one with `--from` or a mount.
    private static func place(
        of reference: String, _ name: String, in stage: Stage, _ node: StageGraph.Node
    ) -> Range<Int> {
        guard node.base != .image(reference) else { return stage.instruction.range }
        return (stage.instructions.first { $0.text.contains("from=\(name)") } ?? stage.instruction).range
    }

    /// An image; nil when the name is that of a context.
    private func image(_ reference: String, platform: DockerfileModel.ImagePlatform?) async throws -> BaseImage? {
        if build.namedContexts[reference] != nil { return nil }
        let platform = platform ?? environment.platform
        let key = "\(platform) \(reference)"
        if let image = loaded.withLock({ $0[key] }) { return image }
        guard let provider = environment.images else {
            throw RootfsError(
                .imageUnavailable, "the image '\(reference)' cannot be had, because no provider of images was given")
        }
        let image = try await provider.image(reference, platform: platform)
        loaded.withLock { $0[key] = image }
        return image
    }

    /// The files of an image or of a named context.
    func tree(_ reference: String, platform: DockerfileModel.ImagePlatform?) async throws -> FileTree {
        let key = "\(platform ?? environment.platform) \(reference)"
        if let tree = trees.withLock({ $0[key] }) { return tree }
        let tree: FileTree
        if let directory = build.namedContexts[reference] {
            let options = DirectoryReading(metadata: .normalized(latestTime: environment.sourceDateEpoch))
            tree = try FileTree(directory: directory, options: options)
        } else {
            tree = try await image(reference, platform: platform)?.tree() ?? FileTree()
        }
        trees.withLock { $0[key] = tree }
        return tree
    }
}
