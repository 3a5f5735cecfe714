/// A command in one of its two forms (Dockerfile reference, "Shell and exec form").
public enum CommandLine: Sendable, Hashable {
    /// The JSON form: program and arguments, without a shell.
    case exec([String])
    /// The shell form: one text for the shell.
    case shell(String)

    /// The arguments to start.
    ///
    /// - Parameter shell: The program and arguments of the shell, from `SHELL` or the default.
    /// - Returns: The arguments of the exec form, or the shell's with the text as the last.
    public func arguments(shell: [String]) -> [String] {
        switch self {
        case .exec(let arguments): arguments
        case .shell(let text): shell + [text]
        }
    }

    /// The shell that Docker uses on Linux when there is no `SHELL`.
    public static let defaultShell = ["/bin/sh", "-c"]
}
