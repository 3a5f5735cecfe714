import SystemPackage

/// A program that serves a directory to a machine and lives as long as QEMU does, as a value.
public struct FileServerPlan: Sendable, Hashable, Codable {
    /// The device of the machine that it is for, such as `fs1`.
    public var identifier: String
    /// The directory that it serves.
    public var source: String
    /// The program to start.
    public var executable: String
    /// Its arguments without that for its socket, which comes after them.
    public var arguments: [String]

    /// Plans the server of a directory.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - identifier: The device that it is for.
    ///   - program: The program.
    init(_ directory: SharedDirectory, identifier: String, program: FileServerProgram) {
        self.identifier = identifier
        source = directory.source.string
        executable = program.path.string
        guard program.isLegacy else {
            arguments = ["--shared-dir=\(source)", "--log-level=warn"] + (directory.isReadOnly ? ["--readonly"] : [])
            return
        }
        arguments = ["-f", "-o", "source=\(Self.optionValue(source))", "-o", "log_level=warn"]
        guard directory.isReadOnly else { return }
        // It has no such option, so it is shown the directory as a read-only mount that nobody else sees. It needs root
        // in any case.
        arguments =
            ["--mount", "--propagation", "private", "sh", "-c", Self.readOnlyMount, "sh", source, executable]
            + arguments
        executable = "unshare"
    }

    private static let readOnlyMount =
        #"mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@""#

    /// Commas end an option of FUSE's; a backslash keeps them from it (libfuse, `fuse_opt_parse`).
    private static func optionValue(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if character == "," || character == "\\" { result.append("\\") }
            result.append(character)
        }
    }

    /// A shell's words that start it in the background and wait for its socket.
    ///
    /// - Parameter socket: The socket's path.
    /// - Returns: The text before the command that uses it.
    func shellCommand(socket: String) -> String {
        let words = ([executable] + arguments + ["--socket-path=\(socket)"]).map(ShellQuoting.quote)
        return words.joined(separator: " ") + " & until [ -S \(socket) ]; do sleep 0.1; done; "
    }
}
