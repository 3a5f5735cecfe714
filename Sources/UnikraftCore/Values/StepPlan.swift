/// What a step of a pipeline will do, told before it does it.
public struct StepPlan: Sendable, Hashable, Encodable {
    /// What the step makes, for example `kernel`.
    public var name: String
    /// Files and directories of this machine that it reads.
    public var reads: [String]
    /// Those of them that are not there, so that the step would fail.
    public var lacks: [String] = []
    /// Images, components and files that it fetches where they are not on this machine yet.
    public var fetches: [String]
    /// Programs that it runs, and what else it does.
    public var runs: [String]
    /// Files that it writes.
    public var writes: [String]

    /// Creates the value.
    ///
    /// - Parameters:
    ///   - name: What the step makes.
    ///   - reads: Files and directories that it reads.
    ///   - fetches: What it fetches.
    ///   - runs: What it runs.
    ///   - writes: Files that it writes.
    public init(
        _ name: String, reads: [String] = [], fetches: [String] = [], runs: [String] = [], writes: [String] = []
    ) {
        self.name = name
        self.reads = reads
        self.fetches = fetches
        self.runs = runs
        self.writes = writes
    }
}

extension StepPlan: CustomStringConvertible {
    /// The step as lines for people.
    public var description: String {
        let rows = [("reads", reads), ("lacks", lacks), ("fetches", fetches), ("runs", runs), ("writes", writes)]
        let lines = rows.flatMap { name, values in
            values.map { "  \(name)\(String(repeating: " ", count: 9 - name.count))\($0)" }
        }
        return ([name] + lines).joined(separator: "\n")
    }
}
