import ArgumentParser
import Unikraft

/// What `kraft run -d --restart` leaves running; nobody types it.
struct Supervise: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "supervise",
        abstract: "Start a machine in the background again when it ends.", shouldDisplay: false)

    @Argument var name: String

    mutating func run() async throws {
        let exit = try await Store.open().supervise(name, launcher: SubprocessLauncher(), observe: Run.tell)
        Terminal.say("\(exit)")
    }
}
