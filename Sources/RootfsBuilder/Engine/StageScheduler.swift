import DockerfileModel
import RootfsModel

/// Builds the stages of a plan: each when all that it needs is there, independent ones side by side.
struct StageScheduler {
    let work: BuildWork

    /// Builds all stages.
    ///
    /// - Returns: The tree of the target.
    /// - Throws: The first error of a stage; the others are then cancelled.
    func run() async throws -> FileTree {
        var trees: [Int: FileTree] = [:]
        var waiting = work.plan.stages
        try await withThrowingTaskGroup(of: (Int, FileTree).self) { group in
            func startReady() {
                let ready = waiting.filter { stage in stage.stagesNeeded.allSatisfy { trees[$0] != nil } }
                waiting.removeAll { stage in ready.contains { $0.index == stage.index } }
                for stage in ready {
                    let available = trees
                    group.addTask {
                        var builder = StageBuilder(work: work, stage: stage, trees: available)
                        return (stage.index, try await builder.run())
                    }
                }
            }
            startReady()
            while let (index, tree) = try await group.next() {
                trees[index] = tree
                startReady()
            }
        }
        return trees[work.plan.target] ?? FileTree()
    }
}

extension EvaluatedStage {
    /// The numbers of the stages that must be built before this one.
    var stagesNeeded: Set<Int> {
        var sources: [StageGraph.Source?] = [base]
        for step in steps { sources += [step.source] + step.mountSources }
        var needed: Set<Int> = []
        for case .stage(let index) in sources.compactMap({ $0 }) where index != self.index { needed.insert(index) }
        return needed
    }
}
