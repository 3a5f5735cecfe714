import DockerfileModel
public import OCIDistribution
public import OCIModel
public import RootfsBuilder
import SystemPackage
import SystemSupport
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
    /// Where the root filesystem comes from, in place of the project's own, or for files as their initial ramdisk. A
    /// command and variables that it has are taken where there are no others.
    public var rootfs: (any RootfsSource)?
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
    /// - Throws: What the plan of the build throws; what is wrong with files that are there.
    public func plan(for platform: Platform, _ architecture: Architecture) async throws -> PackagePlan {
        var plan = PackagePlan(image: reference.description)
        var packing = StepPlan("package")
        switch contents {
        case .project(var build):
            if let rootfs { build.rootfs = rootfs }
            plan.build = try await build.plan(for: platform, architecture)
        case .files(let package, let services):
            if let rootfs {
                try checkRootfs(of: package)
                var step = await rootfs.plan(in: try services.rootfsEnvironment(package.architecture))
                step.name = "root filesystem: \(step.name)"
                step.writes.append(archivePath(for: package).string)
                plan.steps.append(step)
            }
            if package.kernel.isRegularFile { _ = try package.check() }
            for path in [package.kernel, package.initrd, package.debugKernel].compactMap(\.self) {
                packing.reads.append(path.string)
                if !path.isRegularFile { packing.lacks.append(path.string) }
            }
        }
        packing.writes = ["\(reference) in \(services.storeDirectory?.string ?? "the image store")"]
        plan.steps.append(packing)
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
    /// - Throws: What the build throws; ``RunError`` or `LaunchError` when the package could not run;
    ///   `DistributionError`; what a destination throws. The image stays in the store when it cannot be copied.
    public func run(for platform: Platform, _ architecture: Architecture) async throws -> PackageReport {
        let clock = ContinuousClock()
        let start = clock.now
        var (package, build): (UnikernelPackage, BuildReport?)
        switch contents {
        case .files(let files, _): (package, build) = (try await withRootfs(files), nil)
        case .project(var project):
            if let rootfs { project.rootfs = rootfs }
            let built = try await project.run(for: platform, architecture)
            (package, build) = (built.package, built.report)
        }
        try adjust(&package)
        let findings = try package.check()
        let store = try services.store()
        let packingStart = clock.now
        let packed = try await store.pack(package, as: reference, strategy: strategy)
        var report = PackageReport(
            image: reference.description, digest: packed.digest.description,
            packingMilliseconds: packingStart.duration(to: clock.now).milliseconds)
        report.build = build
        report.findings = findings.map(\.description)
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

    /// The package with the root filesystem, built as its initial ramdisk.
    private func withRootfs(_ files: UnikernelPackage) async throws -> UnikernelPackage {
        guard let rootfs else { return files }
        try checkRootfs(of: files)
        var package = files
        let path = archivePath(for: files)
        try makeDirectories(path.removingLastComponent())
        let build = RootfsBuild(rootfs, in: try services.rootfsEnvironment(files.architecture))
        let built = try await build.write(to: path)
        let settings = built.contents.settings
        package.initrd = built.archive
        if package.command.isEmpty { package.command = settings.commandLine ?? [] }
        package.environment = ProjectBuild.merged(
            settings.environment.map { "\($0.name)=\($0.value)" } + package.environment)
        return package
    }

    private func checkRootfs(of files: UnikernelPackage) throws(RunError) {
        guard let initrd = files.initrd else { return }
        throw RunError(
            "the package has the initial ramdisk '\(initrd)' and a root filesystem", remedy: "Give one of them.")
    }

    /// Each image has its own, so that those that are made side by side do not disturb each other.
    private func archivePath(for files: UnikernelPackage) -> FilePath {
        let name = "initramfs-\(files.architecture)-\(reference.description.stableHash).cpio"
        return services.cacheDirectory.appending("packed").appending(name)
    }
}
