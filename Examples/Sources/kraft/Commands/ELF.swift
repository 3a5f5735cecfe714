import ArgumentParser
import ELFInspector
import SystemPackage

/// `kraft elf`: looks at ELF files.
struct ELF: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "elf", abstract: "Look at ELF files.", subcommands: [Deps.self])
}

extension ELF {
    /// `kraft elf deps`: lists every file that programs need.
    struct Deps: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "deps", abstract: "List the files that programs need to start.",
            discussion: "The exit code is 1 when something is missing.")

        @Option(help: ArgumentHelp("Look everything up in a directory instead of this machine.", valueName: "dir"))
        var root: String?

        @Flag(help: "How to print the files.")
        var format: Format = .list

        @Argument(help: "Programs, libraries or scripts: paths inside the root.")
        var files: [String]

        enum Format: String, EnumerableFlag {
            case list, tree, json, dot

            static func help(for value: Format) -> ArgumentHelp? {
                switch value {
                case .list: "One line for each file, with the target of a link."
                case .tree: "What needs what, indented."
                case .json: "Everything, with where each file was looked for."
                case .dot: "A graph for Graphviz."
                }
            }
        }

        mutating func run() async throws {
            let resolver = SharedLibraryResolver(
                root: try root.map { try DirectorySysRoot(FilePath($0)) } ?? HostSysRoot())
            let closure = try resolver.resolve(files.map { FilePath($0) })
            switch format {
            case .list:
                for file in closure.files {
                    print(file.path.string + (file.symlinkTarget.map { " -> \($0)" } ?? ""))
                }
            case .tree: print(closure.tree)
            case .json: print(closure.json)
            case .dot: print(closure.graphviz)
            }
            try report(closure, try resolver.missingVersions(of: closure))
        }

        private func report(_ closure: DependencyClosure, _ versions: [MissingVersion]) throws {
            for library in closure.missing {
                let requesters = library.requesters.map(\.path.string).joined(separator: ", ")
                Terminal.say("not found: \(library.name), needed by \(requesters)")
                for step in library.searched {
                    Terminal.say("    \(step.path) (\(step.reason.word)): \(step.outcome.explanation)")
                }
            }
            for version in versions {
                Terminal.say(
                    "version not found: \(version.version) of \(version.library), needed by \(version.requester)")
            }
            if !closure.missing.isEmpty || !versions.isEmpty { throw ExitCode(1) }
        }
    }
}
