import ArgumentParser
import KernelBuilder
import KraftfileModel
import Synchronization
import SystemPackage
import Unikraft

/// `kraft build`: the kernel and the root filesystem of a project.
struct Build: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Build the kernel and the root filesystem of a project.",
        discussion: """
            What the Kraftfile calls for is built or fetched: a root filesystem from a Dockerfile or another source, a \
            kernel from sources, or the kernel of a runtime. Only what changed since the last build is done again.
            """)

    @OptionGroup var project: ProjectOptions
    @OptionGroup var target: TargetOptions

    @Flag(help: "Build every target that matches.")
    var all = false

    @Option(
        name: [.customShort("j", allowingJoined: true), .long],
        help: "How many commands make runs at once; by default one a processor.")
    var jobs: Int?

    @Option(
        help: "The root filesystem, in place of the Kraftfile's: an archive, a directory, a Dockerfile or an image.")
    var rootfs: String?

    @Flag(name: [.customShort("F"), .long], help: "Fetch all components and build everything anew.")
    var noCache = false

    @Flag(help: "Fetch nothing; work from what is there.")
    var offline = false

    @Flag(help: "Fail when a Kconfig option does not become what is asked for, or the program would not start.")
    var strict = false

    @Flag(help: "Tell what would be read, fetched, run and written, and do nothing of it.")
    var dryRun = false

    @Flag(help: "Print the results as JSON.")
    var json = false

    @OptionGroup(title: "Images and Dockerfiles") var services: ServiceOptions

    func run() async throws {
        let project = try project.project()
        let selection = try target.selection(all: all)
        if dryRun {
            let plans = try await services.withServices { services in
                let build = try await build(of: project, services)
                var plans: [BuildPlan] = []
                for target in try build.targets(selection) {
                    plans.append(try await build.plan(for: target.platform, target.architecture))
                }
                return plans
            }
            if json {
                try JSON.print(plans)
            } else {
                plans.forEach { print($0) }
            }
            return
        }
        let results = try await services.withServices(progress: StepLines(isSilent: json)) { services in
            try await check(project, selection, services)
            return try await build(project, selection, services)
        }
        if json {
            try JSON.print(results.map(\.report))
        } else {
            results.forEach { print($0.report) }
        }
        if strict, results.contains(where: { !$0.doubts.isEmpty }) { throw ExitCode.failure }
    }

    /// What is built, as the options say.
    private func build(of project: UnikraftProject, _ services: BuildServices) async throws -> ProjectBuild {
        var services = services
        services.usesCache = !noCache
        if offline { services.transport = nil }
        var build = ProjectBuild(project, services: services)
        build.kernelOptions = KernelBuildOptions(
            jobs: jobs, isOffline: offline, ignoresCache: noCache, isStrict: strict)
        if let rootfs { build.rootfs = try await services.rootfsSource(rootfs) }
        return build
    }

    /// Says everything that is wrong with the project's files at once.
    private func check(
        _ project: UnikraftProject, _ selection: TargetSelection, _ services: BuildServices
    ) async throws {
        let build = try await build(of: project, services)
        guard let target = try? build.targets(selection).first else { return }
        let problems = await build.problems(for: target.platform, target.architecture)
        guard problems.containsErrors else { return }
        for problem in problems { Terminal.say("\(problem)") }
        throw ExitCode.failure
    }

    private func build(
        _ project: UnikraftProject, _ selection: TargetSelection, _ services: BuildServices
    ) async throws -> [BuiltProject] {
        let results = try await build(of: project, services).run(selection)
        // What became of symbols was told while it was found.
        for finding in results.flatMap(\.findings) where finding.code != .configurationDifference {
            Terminal.say("\(finding)")
        }
        return results
    }
}
