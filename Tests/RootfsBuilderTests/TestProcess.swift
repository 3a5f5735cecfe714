import Foundation
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore

/// A second process of this test program that runs the same test, in the role of a build that something is done to.
enum TestProcess {
    private static let variable = "UNIKRAFT_TEST_DIRECTORY"

    /// The directory that the second process works in; nil in the first.
    static var directory: FilePath? {
        ProcessInfo.processInfo.environment[variable].map { FilePath($0) }
    }

    /// The command that starts it, perhaps through another program: with the test's name, without its parentheses, and
    /// what ``directory`` gives in it.
    static func command(_ test: String, in directory: FilePath, through prefix: [String] = []) throws -> ProcessCommand
    {
        let own = CommandLine.arguments
        var arguments: [String] = []
        var skipsNext = false
        for argument in own.dropFirst() {
            if skipsNext {
                skipsNext = false
            } else if ["--filter", "--skip", "--xunit-output"].contains(argument)
                || argument.hasPrefix("--event-stream")
            {
                skipsNext = !argument.contains("=")
            } else {
                arguments.append(argument)
            }
        }
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let command = prefix + [program] + arguments + ["--filter", test]
        return ProcessCommand(
            command[0], Array(command.dropFirst()),
            environment: [variable: directory.string, "TMPDIR": directory.string])
    }
}
