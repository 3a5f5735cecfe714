import ArgumentParser
import Glibc
import SystemPackage
import Unikraft

struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ps", abstract: "List machines that run in the background.")

    @Flag(name: .shortAndLong, help: "Those that have ended, too.")
    var all = false

    @Flag(help: "As JSON.")
    var json = false

    mutating func run() async throws {
        for name in try Store.open().damagedMachines() {
            Terminal.warn("the record of the machine '\(name)' cannot be read; `kraft rm -f \(name)` removes it")
        }
        let machines = try await Store.open().machines().filter { [all] machine in
            all || machine.isRunning || machine.isWaitingToRestart
        }
        // One that does not answer costs a wait, which others need not share.
        let rows = await withTaskGroup(of: (Int, MachineSummary).self) { group in
            for (index, machine) in machines.enumerated() { group.addTask { (index, await MachineSummary(machine)) } }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
        guard !json else {
            try JSON.print(rows)
            return
        }
        Table.print(
            ["NAME", "STATE", "MEMORY", "ACCEL", "PORTS", "KERNEL"],
            rows.map {
                [
                    $0.name, $0.state, "\($0.memoryMebibytes)M", $0.accelerator, $0.ports.joined(separator: ","),
                    $0.kernel,
                ]
            })
    }
}

struct Inspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show everything that is known of machines, as JSON.")

    @Argument var names: [String]

    mutating func run() async throws {
        var rows: [MachineSummary] = []
        for name in names { rows.append(await MachineSummary(try Store.open().machine(named: name))) }
        try JSON.print(rows)
    }
}

struct Logs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Print the console of a machine.")

    @Flag(name: .shortAndLong, help: "Go on until the machine ends.")
    var follow = false

    @Argument var name: String

    mutating func run() async throws {
        let machine = try Store.open().machine(named: name)
        let isFollowing = follow
        try await cancelledBySignals {
            for try await piece in machine.consoleBytes(isFollowing: isFollowing) {
                try FileDescriptor.standardOutput.writeAll(piece)
            }
        }
    }
}

struct Start: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start machines that have ended, with the arguments they had.")

    @Argument var names: [String]

    mutating func run() async throws {
        try await forEachMachine(names) { name in
            var machine = try Store.open().machine(named: name)
            try await machine.start(launcher: SubprocessLauncher())
            if machine.needsSupervision { _ = try BackgroundSupervision.begin(machine) }
        }
    }
}

struct Stop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stop machines.")

    @Option(help: "Seconds that a guest gets to react to its power button.")
    var grace = 0.0

    @Argument var names: [String]

    func validate() throws {
        guard (0...86_400).contains(grace) else {
            throw ValidationError("--grace is a number of seconds from 0 to 86400.")
        }
    }

    mutating func run() async throws {
        try await forEachMachine(names) { name in
            var machine = try Store.open().machine(named: name)
            try await machine.stop(grace: .seconds(grace))
        }
    }
}

struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Halt the processors of machines.")

    @Argument var names: [String]

    mutating func run() async throws {
        try await forEachMachine(names) { name in
            try await Store.open().machine(named: name).pause()
        }
    }
}

struct Unpause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpause", abstract: "Let the processors of machines go on.")

    @Argument var names: [String]

    mutating func run() async throws {
        try await forEachMachine(names) { name in
            try await Store.open().machine(named: name).resume()
        }
    }
}

struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "rm", abstract: "Remove machines.")

    @Flag(name: .shortAndLong, help: "Stop those that run.")
    var force = false

    @Argument var names: [String]

    mutating func run() async throws {
        try await forEachMachine(names) { name in
            do {
                var machine = try Store.open().machine(named: name)
                if force { try await machine.stop() }
                try await machine.remove()
            } catch let error as LaunchError where error.code == .damaged && force {
                try await Store.open().removeDamaged(name)
            }
        }
    }
}

struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Print what happens to a machine, one line an event.")

    @Flag(help: "As JSON, one object a line, with all that QEMU tells of an event.")
    var json = false

    @Argument var name: String

    mutating func run() async throws {
        let machine = try Store.open().machine(named: name)
        let json = json
        try await cancelledBySignals {
            for try await event in machine.events() {
                let seconds = event.timestamp.map { "\($0.seconds)" } ?? "-"
                if json { try JSON.printLine(event) } else { print("\(seconds) \(event.name)") }
                // Line by line, whatever standard output is.
                fflush(nil)
            }
        }
    }
}
