import ArgumentParser
import KernelBuilder
import NetdevBridge
import SystemPackage
import Unikraft

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a unikernel in a virtual machine.",
        usage: "kraft run [<options>] [<source>] [-- <argument> ...]",
        discussion: """
            The source is the directory of a project, a kernel file, the name of a package, or a position-independent \
            Linux program, which is packed with the libraries it needs; without one and without --kernel it is the \
            working directory. What follows '--' is the program and its arguments, in place of the project's command.
            """)

    @OptionGroup var machine: MachineArguments

    @Flag(help: "Build what the machine needs, start nothing, and print the command that would run it.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Run in the background: kraft ps, logs and stop know it by its name.")
    var detach = false

    @Flag(
        name: .shortAndLong,
        help: "Standard input goes to the guest's console, even when it is no terminal. A terminal's always does.")
    var interactive = false

    @Flag(name: .shortAndLong, help: "Show what the program writes, and nothing of the boot.")
    var quiet = false

    @Option(help: "Start the machine again when it ends: never, always, on-failure or on-failure:N.")
    var restart: String?

    @Option(help: "Stop the machine when it runs longer than this many seconds after each start (in the foreground).")
    var timeLimit: Double?

    @Flag(name: .customLong("rm"), help: "Remove the machine when it has ended.")
    var isTransient = false

    @OptionGroup(title: "Images and Dockerfiles") var services: ServiceOptions

    @Argument(help: "A project's directory, a kernel file, a package's name, or a Linux program.")
    var source: String?

    @Argument(parsing: .postTerminator, help: "The program and its arguments.")
    var arguments: [String] = []

    mutating func run() async throws {
        let policy = try policy()
        var request = try machine.request()
        request.source = source
        request.arguments = arguments
        if detach, request.name == nil { request.name = try Store.open().unusedName() }
        let preflight = try await services.withServices { [request] in try await request.preflight($0) }
        // What became of symbols was told while it was found.
        for diagnostic in preflight.diagnostics where diagnostic.code != .configurationDifference {
            Terminal.say("\(diagnostic)")
        }
        let said = Set(preflight.plan?.warnings ?? [])
        let warn: @Sendable (String) -> Void = { if !said.contains($0) { Terminal.warn($0) } }
        guard preflight.isReady, let configuration = preflight.resolved?.configuration else { throw ExitCode.failure }
        if dryRun {
            if !request.memberships.isEmpty {
                Terminal.say(
                    "what kraft run does beside this command: it takes a tap and an address of the network, tells the "
                        + "guest, and publishes the ports")
            }
            print(
                try await dryRunPlan(
                    configuration.connected(to: request.memberships), buildDirectory: request.buildDirectory
                ).shellCommand)
        } else if detach {
            try await runInBackground(configuration, joining: request.memberships, policy: policy, warn: warn)
        } else {
            let networks = ForegroundNetworks(request.memberships)
            do {
                try await runInForeground(configuration, networks, policy: policy, warn: warn)
                await networks.disconnect()
            } catch {
                await networks.disconnect()
                throw error
            }
        }
    }

    private func policy() throws -> RestartPolicy {
        guard timeLimit == nil || !detach, (0.001...31_536_000).contains(timeLimit ?? 1) else {
            throw ValidationError(
                "--time-limit is a number of seconds above 0, up to a year, and works in the foreground only.")
        }
        guard !detach || !interactive else {
            throw ValidationError("--interactive is for the foreground; a machine in the background gets no input.")
        }
        guard let restart else { return .never }
        guard !isTransient else {
            throw ValidationError("--restart and --rm contradict each other.")
        }
        do {
            return try RestartPolicy(parsing: restart)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    private func runInBackground(
        _ configuration: MachineConfiguration, joining networks: [NetworkMembership], policy: RestartPolicy,
        warn: @escaping @Sendable (String) -> Void
    ) async throws {
        var started = try await Store.open().start(
            configuration, joining: networks, launcher: SubprocessLauncher(), isTransient: isTransient,
            restartPolicy: policy, warn: warn)
        if started.needsSupervision {
            do {
                _ = try BackgroundSupervision.begin(started)
            } catch {
                try? await started.stop()
                try? await started.remove()
                throw error
            }
        }
        print(started.record.name)
    }

    private func runInForeground(
        _ configuration: MachineConfiguration, _ networks: ForegroundNetworks, policy: RestartPolicy,
        warn: @escaping @Sendable (String) -> Void
    ) async throws {
        let output = GuestOutput()
        let input = GuestInput(isAskedFor: interactive)
        var options = MachineOptions(output: { output.write($0) }, warn: warn)
        options.acceptsInput = input != nil
        options.hidesBoot = quiet
        options.timeLimit = timeLimit.map { .seconds($0) }
        let supervisor = MachineSupervisor(policy: policy, observe: Self.tell) { [options] in
            let connections = try await networks.connect(configuration)
            let configuration = connections.applied(to: configuration)
            let prepared = try await PreparedMachine(configuration, launcher: SubprocessLauncher())
            let machine = try await Machine.start(prepared, launcher: SubprocessLauncher(), options: options)
            output.whenFailed { Task { await machine.stop() } }
            input?.use(machine)
            do {
                for port in machine.plan.ports where !configuration.ports.contains(port) {
                    Terminal.say("port \(port.hostPort) of this host leads to port \(port.guestPort) of the guest")
                }
                if let process = machine.processIdentifier { try await connections.keep(while: process) }
            } catch {
                await machine.stop()
                throw error
            }
            return machine
        }
        defer { RawTerminal.restore() }
        let exit = try await cancelledBySignals { try await supervisor.run() }
        try output.check()
        guard exit.isSuccess else {
            RawTerminal.restore()
            Terminal.fail("\(exit)")
            throw ExitCode.guestFailed
        }
    }

    /// Tells of restarts, and why.
    @Sendable static func tell(_ event: SupervisionEvent) {
        if case .waiting(let delay, let exit) = event {
            Terminal.warn("\(exit) The machine is started again in \(delay).")
        }
    }
}

/// The options that describe a machine.
struct MachineArguments: ParsableArguments {
    @Flag(name: [.customShort("W"), .long], help: "Do not try KVM.")
    var disableAcceleration = false

    @Option(name: [.customShort("p"), .customLong("port")], help: "Publish a port: [IP:]HOST:GUEST[/tcp|/udp].")
    var ports: [String] = []

    @Option(
        name: [.customShort("M"), .long],
        help: "The guest's memory, for example 256M; what the archive needs by default.")
    var memory: String?

    @Option(help: "The machine's name.")
    var name: String?

    @Option(
        name: [.customShort("e"), .customLong("env")],
        help: "A variable of the program: NAME=VALUE, or NAME to take it from here.")
    var environment: [String] = []

    @Option(
        name: [.customShort("a"), .customLong("kernel-arg")],
        help: "A parameter of the guest's libraries: library.parameter=value.")
    var parameters: [String] = []

    @Option(
        name: [.customShort("v"), .customLong("volume")],
        help: "A directory that the guest mounts: SOURCE:DESTINATION[:OPTIONS], of ro and virtiofs.")
    var volumes: [String] = []

    @Option(help: "A network to connect to: NAME[:ADDRESS] of `kraft net`, or passt, which needs no privilege.")
    var network: [String] = []

    @Option(help: "The root filesystem: an archive, a directory, a Dockerfile or an image.")
    var rootfs: String?

    @Option(
        name: [.customShort("K"), .customLong("kraftfile")], help: "The Kraftfile, when it has another name or place.")
    var kraftfile: String?

    @Option(name: .shortAndLong, help: "The project's target, when there are several.")
    var target: String?

    @Flag(help: "Start nothing when something is doubtful about the program.")
    var strict = false

    @Option(help: "The kernel file.")
    var kernel: String?

    @Option(name: [.customShort("m"), .customLong("arch")], help: "The guest's architecture: x86_64 or arm64.")
    var architecture: String?

    @Option(help: "Wait for a debugger on this port of 127.0.0.1 before the guest's first instruction.")
    var gdb: UInt16?

    /// The request that they amount to.
    ///
    /// - Returns: The request.
    /// - Throws: `ValidationError` when one of them cannot be read.
    func request() throws -> RunRequest {
        var request = RunRequest()
        do {
            request.ports = try ports.flatMap { text throws(InvalidValue) in try PortMapping.parse(text) }
            request.memory = try memory.map { text throws(InvalidValue) in try ByteCount(parsing: text) }
            request.memberships = try network.map { text throws(InvalidValue) in try NetworkMembership(parsing: text) }
            request.architecture = try architecture.map { text throws(InvalidValue) in try Architecture(parsing: text) }
            request.parameters = try parameters.map { text throws(LaunchError) in try LibraryParameter(parsing: text) }
            request.sharedDirectories = try volumes.map { text throws(LaunchError) in try SharedDirectory(parsing: text)
            }
        } catch {
            throw ValidationError("\(error)")
        }
        request.environment = try environmentVariables(environment)
        request.acceleration = disableAcceleration ? .tcg : .automatic
        request.debugger = gdb.map { DebuggerStub(port: $0) }
        request.name = name
        request.rootfs = rootfs
        request.kraftfile = kraftfile.map { FilePath($0) }
        request.target = target
        request.isStrict = strict
        request.kernel = kernel.map { FilePath($0) }
        return request
    }
}
