import ArgumentParser
import Glibc
import NetdevBridge
import SubprocessLauncher
import SystemPackage
import UnikraftCore

struct Net: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "net",
        abstract: "Make, show and remove networks of this host.",
        discussion: """
            Making and changing a network needs root. With --user and --taps a network is made once by root, and \
            that user then runs machines on it without root.
            """,
        subcommands: [NetCreate.self, NetList.self, NetInspect.self, NetUp.self, NetDown.self, NetRemove.self])

    /// The networks of this host.
    static func manager() -> NetworkManager {
        NetworkManager(launcher: SubprocessLauncher())
    }
}

/// The name of a network, as an argument.
struct NetworkName: ParsableArguments {
    @Argument(help: "The network's name, which is also that of its bridge.")
    var name: String

    /// The name.
    ///
    /// - Returns: The name.
    /// - Throws: `ValidationError` when no interface may have it.
    func parsed() throws -> InterfaceName {
        try usage { () throws(InvalidValue) in try InterfaceName(parsing: name) }
    }
}

/// Turns a value that cannot be read into a mistake of usage.
///
/// - Parameter read: Reads the value.
/// - Returns: The value.
/// - Throws: `ValidationError`.
func usage<Value>(_ read: () throws(InvalidValue) -> Value) throws -> Value {
    do {
        return try read()
    } catch {
        throw ValidationError("\(error)")
    }
}
