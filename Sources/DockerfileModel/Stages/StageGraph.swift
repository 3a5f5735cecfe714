public import UnikraftCore

/// How the stages of a Dockerfile need each other, and which images they need from outside.
public struct StageGraph: Sendable, Hashable {
    /// Where files come from.
    public enum Source: Sendable, Hashable {
        /// Nothing: an empty file system.
        case scratch
        /// The stage with this number.
        case stage(Int)
        /// An image, or a named context, by this reference.
        case image(String)
    }

    /// A use of another stage or image by an instruction.
    public struct Reference: Sendable, Hashable {
        /// What is used.
        public var source: Source
        /// The name or number as written.
        public var text: String

        /// Creates a reference.
        ///
        /// - Parameters:
        ///   - source: What is used.
        ///   - text: The name or number as written.
        public init(source: Source, text: String) {
            self.source = source
            self.text = text
        }
    }

    /// One stage.
    public struct Node: Sendable, Hashable {
        /// The stage's number.
        public var index: Int
        /// The stage's name.
        public var name: String?
        /// What it begins with.
        public var base: Source
        /// The platform that `FROM --platform` asks for; nil for the target platform.
        public var platform: ImagePlatform?
        /// What its `COPY --from` and `RUN --mount` use, in order, triggers of its base first.
        public var references: [Reference]

        /// All that it needs: the base and the references.
        public var sources: [Source] { [base] + references.map(\.source) }
    }

    /// The stages in order.
    public var nodes: [Node]
    /// The problems that were found.
    public var diagnostics: [Diagnostic]
    /// The number of each name's last stage.
    private var indices: [String: Int]

    /// Works out the graph.
    ///
    /// - Parameters:
    ///   - dockerfile: The Dockerfile.
    ///   - arguments: What the build is given.
    ///   - target: The name of the target stage, for the variable `TARGETSTAGE`.
    ///   - baseImages: The settings of images by reference, for their `ONBUILD` triggers.
    public init(
        _ dockerfile: Dockerfile, arguments: BuildArguments = .init(), target: String? = nil,
        baseImages: [String: ImageSettings] = [:]
    ) {
        var builder = StageGraphBuilder(
            dockerfile, arguments, target, baseImages, budget: VariableExpander.defaultBudget)
        self.init(&builder)
    }

    /// Works out the graph with a builder, which keeps what the stages are walked with.
    init(_ builder: inout StageGraphBuilder) {
        nodes = builder.build()
        diagnostics = builder.report.found.finished
        indices = builder.indices
    }

    /// Finds a stage.
    ///
    /// - Parameter name: A name in any case, or a number.
    /// - Returns: The number of the stage; of several with one name, the last. nil when there is none.
    public func index(of name: String) -> Int? {
        if let index = indices[name.lowercased()] { return index }
        guard let number = Int(name), nodes.indices.contains(number) else { return nil }
        return number
    }

    /// Finds the stage to build.
    ///
    /// - Parameter name: A name in any case, or a number; nil for the last stage.
    /// - Returns: The number of the stage.
    /// - Throws: ``DockerfileError`` with the code `unknown-stage`.
    public func target(_ name: String?) throws(DockerfileError) -> Int {
        guard let name else {
            guard let last = nodes.last else {
                throw DockerfileError(
                    .emptyDockerfile, "the file has no FROM", remedy: "Begin a stage, for example with 'FROM scratch'.")
            }
            return last.index
        }
        if let index = index(of: name) { return index }
        let meant = SpellingSuggestion.closest(to: name, among: nodes.compactMap(\.name))
        throw DockerfileError(
            .unknownStage, "there is no stage '\(PrintableText.of(name))'",
            remedy: meant.map { "Did you mean '\($0)'?" } ?? "Give a stage's name, or its number from 0.")
    }

    /// The stages that a stage needs.
    ///
    /// - Parameter target: The number of the stage.
    /// - Returns: Their numbers in rising order, the stage itself included.
    public func stagesNeeded(by target: Int) -> [Int] {
        var isNeeded = Array(repeating: false, count: nodes.count)
        var open = nodes.indices.contains(target) ? [target] : []
        while let index = open.popLast() {
            guard !isNeeded[index] else { continue }
            isNeeded[index] = true
            for case .stage(let needed) in nodes[index].sources where !isNeeded[needed] { open.append(needed) }
        }
        return nodes.indices.filter { isNeeded[$0] }
    }

    /// The images that a stage needs from outside.
    ///
    /// - Parameter target: The number of the stage.
    /// - Returns: The references, each once, in the order of their first use.
    public func imagesNeeded(by target: Int) -> [String] {
        var seen: Set<String> = []
        var images: [String] = []
        for index in stagesNeeded(by: target) {
            for case .image(let reference) in nodes[index].sources where seen.insert(reference).inserted {
                images.append(reference)
            }
        }
        return images
    }
}
