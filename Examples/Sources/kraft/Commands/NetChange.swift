import ArgumentParser
import NetdevBridge
import UnikraftCore

struct NetUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Set a network up, and put back rules of the firewall that are gone.")

    @OptionGroup var network: NetworkName

    @Flag(help: "Print the network as JSON.")
    var json = false

    mutating func run() async throws {
        let changed = try await Net.manager().setUp(try network.parsed())
        try NetworkReport.print(changed, json: json)
    }
}

struct NetDown: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "Set a network down; what machines lease stays.")

    @OptionGroup var network: NetworkName

    @Flag(help: "Even when machines run on it.")
    var force = false

    @Flag(help: "Print the network as JSON.")
    var json = false

    mutating func run() async throws {
        let changed = try await Net.manager().setDown(try network.parsed(), force: force)
        try NetworkReport.print(changed, json: json)
    }
}

struct NetRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Remove networks and all that was made for them.")

    @Argument(help: "The networks' names.")
    var names: [String]

    @Flag(name: .shortAndLong, help: "Even when machines run on them.")
    var force = false

    @Flag(help: "Print the names as JSON.")
    var json = false

    mutating func run() async throws {
        for name in names {
            try await Net.manager().remove(
                try usage { () throws(InvalidValue) in try InterfaceName(parsing: name) }, force: force)
            if !json { print(name) }
        }
        if json { try JSON.print(names) }
    }
}
