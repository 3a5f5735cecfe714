import DockerfileModel
import RootfsModel

/// Builds one stage, step by step.
struct StageBuilder {
    let work: BuildWork
    let stage: EvaluatedStage
    /// The stages that are built already.
    let trees: [Int: FileTree]
    var tree = FileTree()

    init(work: BuildWork, stage: EvaluatedStage, trees: [Int: FileTree]) {
        self.work = work
        self.stage = stage
        self.trees = trees
    }

    /// Builds the stage.
    ///
    /// - Returns: Its tree.
    /// - Throws: ``RootfsError`` with the place of the instruction that failed.
    mutating func run() async throws -> FileTree {
        tree = try await source(stage.base, at: work.dockerfile.stages[stage.index].instruction)
        let layout = StageLayout(cache: work.environment.cache)
        defer { layout.remove() }
        for (index, step) in stage.steps.enumerated() {
            try Task.checkCancellation()
            switch step.kind {
            case .copy(let copy): try await run(copy, step)
            case .add(let add): try await run(add, step)
            case .workdir(let path): try makeWorkingDirectory(path, step)
            case .run(let run): try await self.run(run, step, index, layout)
            default: break
            }
        }
        return tree
    }

    /// The files that a step or a base takes from.
    func source(_ source: StageGraph.Source?, at instruction: Instruction) async throws -> FileTree {
        do {
            switch source {
            case nil: return try work.context.tree()
            case .scratch: return FileTree()
            case .stage(let index): return trees[index] ?? FileTree()
            case .image(let reference):
                let platform = source == stage.base ? stage.platform : nil
                return try await work.images.tree(reference, platform: platform)
            }
        } catch let error as RootfsError where error.diagnostics.isEmpty {
            throw work.failure(error.code, error.description, at: instruction, cause: error.cause)
        } catch let error as FileTreeError {
            throw work.failure(.unreadableSource, error.message, at: instruction, cause: error)
        }
    }

    private mutating func makeWorkingDirectory(_ path: String, _ step: EvaluatedStep) throws {
        try locate(step) { builder in
            let place = try builder.tree.resolve(path)
            guard place.node == nil else {
                guard place.node?.isDirectory ?? false else {
                    throw RootfsError(.instructionFailed, "'\(place.path)' is there and is no directory")
                }
                return
            }
            var metadata = FileMetadata(permissions: 0o755)
            if !step.user.isEmpty {
                let owner = try UserLookup(tree: builder.tree).owner(step.user)
                (metadata.owner, metadata.group) = (owner.user, owner.group)
            }
            try builder.tree.makeDirectory(place.path, metadata: metadata)
        }
    }

    /// Does something for a step; its errors get the step's place in the file.
    mutating func locate(_ step: EvaluatedStep, _ body: (inout StageBuilder) throws -> Void) throws {
        do {
            try body(&self)
        } catch let error as CancellationError {
            throw error
        } catch let error as RootfsError {
            guard error.diagnostics.isEmpty else { throw error }
            throw work.failure(error.code, error.description, at: step.instruction, cause: error.cause)
        } catch let error as FileTreeError {
            throw work.failure(.instructionFailed, error.message, at: step.instruction, cause: error)
        } catch {
            throw work.failure(.instructionFailed, "\(error)", at: step.instruction, cause: error)
        }
    }
}
