import ArgumentParser
import NetdevBridge

struct NetList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ls", abstract: "List the networks.")

    @Flag(help: "Print the networks as JSON.")
    var json = false

    mutating func run() throws {
        let networks = try Net.manager().networks { Terminal.warn("\($0)") }
        let reports = networks.map { NetworkReport($0) }
        if json {
            try JSON.print(reports)
        } else {
            Table.print(["NAME", "STATE", "GATEWAY", "MACHINES", "TAPS", "NAT"], reports.map(\.row))
        }
    }
}

struct NetInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show a network with its machines, taps and published ports.")

    @OptionGroup var network: NetworkName

    @Flag(help: "Print JSON; this is the only form, and the default.")
    var json = false

    mutating func run() throws {
        try NetworkReport.print(try Net.manager().network(try network.parsed()), json: true)
    }
}
