public import OCIDistribution
public import OCIModel
import SystemPackage
public import UnikraftCore

/// Makes an image of a project or of files: in the image store, and from there in registries and archives.
///
/// ```swift
/// var packaging = ProjectPackaging(.project(build), as: name)
/// packaging.destinations = [RegistryDestination(client)]
/// print(try await packaging.plan(for: .qemu, .x86_64))
/// print(try await packaging.run(for: .qemu, .x86_64))
/// ```
public struct ProjectPackaging: Sendable {
    /// What becomes the image.
    public enum Contents: Sendable {
        /// What a project's build makes.
        case project(ProjectBuild)
        /// Files that are there.
        case files(UnikernelPackage, services: BuildServices)
    }

    /// What becomes the image.
    public var contents: Contents
    /// The image's name.
    public var reference: ImageReference
    /// What happens when the store has an image of that name.
    public var strategy = MergeStrategy.overwrite
    /// Where it goes from the store, one after the other.
    public var destinations: [any PackageDestination] = []
    /// Changes what was built before it is packed: labels, variables, files.
    public var adjust: @Sendable (inout UnikernelPackage) throws -> Void = { _ in }

    /// Creates a pipeline that leaves the image in the store.
    ///
    /// - Parameters:
    ///   - contents: What becomes the image.
    ///   - reference: The image's name.
    public init(_ contents: Contents, as reference: ImageReference) {
        self.contents = contents
        self.reference = reference
    }

    /// What is built with.
    private var services: BuildServices {
        switch contents {
        case .project(let build): build.services
        case .files(_, let services): services
        }
    }

    /// Tells what will be read, fetched, run and written. Nothing of that is done.
    ///
    /// - Parameters:
    ///   - platform: The virtual machine monitor.
    ///   - architecture: The architecture.
    /// - Returns: The plan.
    /// - Throws: What the plan of the build throws.
    public func plan(for platform: Platform, _ architecture: Architecture) async throws -> PackagePlan {
        var plan = PackagePlan(image: reference.description)
        var packing = StepPlan("package")
        switch contents {
        case .project(let build): plan.build = try await build.plan(for: platform, architecture)
        case .files(let package, _):
            for path in [package.kernel, package.initrd, package.debugKernel].compactMap(\.self) {
                packing.reads.append(path.string)
                if !path.isRegularFile { packing.lacks.append(path.string) }
            }
        }
        packing.writes = ["\(reference) in \(services.storeDirectory?.string ?? "the image store")"]
        plan.steps = [packing]
        for destination in destinations {
            plan.steps.append(StepPlan("copy", writes: [destination.description(of: reference)]))
        }
        return plan
    }

    /// Builds, packs and copies.
    ///
    /// - Parameters:
    ///   - platform: The virtual machine monitor.
    ///   - architecture: The architecture.
    /// - Returns: What was made.
    /// - Throws: What the build throws; `DistributionError`; what a destination throws. The image stays in the store
    ///   when it cannot be copied.
    public func run(for platform: Platform, _ architecture: Architecture) async throws -> PackageReport {
        let clock = ContinuousClock()
        let start = clock.now
        var (package, build): (UnikernelPackage, BuildReport?)
        switch contents {
        case .files(let files, _): (package, build) = (files, nil)
        case .project(let project):
            let built = try await project.run(for: platform, architecture)
            (package, build) = (built.package, built.report)
        }
        try adjust(&package)
        let store = try services.store()
        let packingStart = clock.now
        let packed = try await store.pack(package, as: reference, strategy: strategy)
        var report = PackageReport(
            image: reference.description, digest: packed.digest.description,
            packingMilliseconds: packingStart.duration(to: clock.now).milliseconds)
        report.build = build
        for destination in destinations {
            let copyStart = clock.now
            try await destination.take(StoreImage(reference, store: store), progress: services.progress)
            report.copies.append(
                PackageReport.Copy(
                    place: destination.description(of: reference),
                    milliseconds: copyStart.duration(to: clock.now).milliseconds))
        }
        report.milliseconds = start.duration(to: clock.now).milliseconds
        return report
    }
}

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
