extension RunInstruction {
    /// What to start for a `RUN`.
    public enum Program: Sendable, Hashable {
        /// Program and arguments.
        case arguments([String])
        /// A script that names its interpreter in its first line: it is put in a file of this name with
        /// mode 0755, and the file is started.
        case script(name: String, content: String)
    }

    /// Works out what to start (Dockerfile reference, "Here-Documents").
    ///
    /// A command that is nothing but a here-document is the script itself: with `#!` it is a file of its
    /// own, else the shell reads it. A here-document within a command is left to the shell.
    ///
    /// - Parameter shell: The program and arguments of the shell.
    /// - Returns: The program.
    public func program(shell: [String]) -> Program {
        guard case .shell(let text) = command, let first = heredocs.first else {
            return .arguments(command.arguments(shell: shell))
        }
        if HeredocWord(text) != nil {
            let script = first.fileContent
            return script.hasPrefix("#!")
                ? .script(name: first.name, content: script) : .arguments(shell + [script])
        }
        var whole = text
        for heredoc in heredocs { whole += "\n\(heredoc.content)\(heredoc.name)" }
        return .arguments(shell + [whole])
    }
}
