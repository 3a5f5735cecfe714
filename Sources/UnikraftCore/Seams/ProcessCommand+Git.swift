extension ProcessCommand {
    /// A command of git that asks nobody, runs no hook, and leaves the repository that surrounds the process alone.
    ///
    /// The transports are https, ssh and git. Plain http and files are added where the address itself names them, so
    /// that neither a server nor a rule of git's own configuration (`insteadOf`) leads there
    /// (git(1), `GIT_ALLOW_PROTOCOL`).
    ///
    /// - Parameters:
    ///   - arguments: The arguments after the program's name.
    ///   - address: The address that is fetched from.
    /// - Returns: The command.
    package static func git(_ arguments: [String], address: String) -> ProcessCommand {
        let settings = [
            "core.hooksPath=/dev/null", "core.askPass=", "core.fsmonitor=false", "advice.detachedHead=false",
            // The variable GIT_SSH_COMMAND goes before it.
            "core.sshCommand=ssh -o BatchMode=yes",
        ]
        var protocols = ["https", "ssh", "git"]
        let scheme = address.lowercased().prefix { $0 != ":" }
        if scheme == "http" || scheme == "file" { protocols.append(String(scheme)) }
        var environment: [String: String?] = [
            "GIT_ALLOW_PROTOCOL": protocols.joined(separator: ":"), "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C",
        ]
        for name in [
            "GIT_ASKPASS", "SSH_ASKPASS", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
            "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        ] {
            environment.updateValue(nil, forKey: name)
        }
        return ProcessCommand("git", settings.flatMap { ["-c", $0] } + arguments, environment: environment)
    }
}
