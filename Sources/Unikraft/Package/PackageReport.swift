/// What packaging will do.
public struct PackagePlan: Sendable, Hashable, Encodable, CustomStringConvertible {
    /// The image's name.
    public var image: String
    /// What is built first; nil when the files are there.
    public var build: BuildPlan?
    /// Packing, and each copy.
    public var steps: [StepPlan] = []

    /// The plan as lines for people.
    public var description: String {
        let first = build.map { [$0.description] } ?? []
        return (first + steps.map(\.description)).joined(separator: "\n")
    }
}

/// What packaging made.
public struct PackageReport: Sendable, Hashable, Encodable, CustomStringConvertible {
    /// A copy outside the store.
    public struct Copy: Sendable, Hashable, Encodable {
        /// Where it is.
        public var place: String
        /// How long that took, in milliseconds.
        public var milliseconds: Int64
    }

    /// The image's name.
    public var image: String
    /// The digest of the image's index.
    public var digest: String
    /// What was built; nil when the files were there.
    public var build: BuildReport?
    /// The copies, in order.
    public var copies: [Copy] = []
    /// What is doubtful about the files that were packed.
    public var findings: [String] = []
    /// How long packing took, in milliseconds.
    public var packingMilliseconds: Int64
    /// How long all took, in milliseconds.
    public var milliseconds: Int64 = 0

    init(image: String, digest: String, packingMilliseconds: Int64) {
        self.image = image
        self.digest = digest
        self.packingMilliseconds = packingMilliseconds
    }

    /// The report as lines for people.
    public var description: String {
        let first = build.map { [$0.description] } ?? []
        let copies = copies.map { "  copy      \($0.place)  (\($0.milliseconds) ms)" }
        return (first + ["\(image)@\(digest), packed in \(packingMilliseconds) ms"] + copies).joined(separator: "\n")
    }
}
