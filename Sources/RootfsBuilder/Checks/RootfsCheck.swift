public import ELFInspector
public import RootfsModel
import SystemPackage
public import UnikraftCore

/// Finds what would keep a program of a root filesystem from running in a guest, before it is booted.
public struct RootfsCheck: Sendable {
    /// The command: the program and its arguments; empty when there is none to check.
    public var command: [String]
    /// The architecture of the guest; nil takes any.
    public var machine: ELFMachine?

    /// The longest line that a kernel reads, and the most words in it, which the guest drops silently or dies of.
    private static let mostWords = 60
    /// From so many files in one directory on, extracting takes seconds.
    private static let manyFiles = 2000

    /// Creates a check.
    ///
    /// - Parameters:
    ///   - command: The program and its arguments.
    ///   - machine: The architecture of the guest.
    public init(command: [String], machine: ELFMachine? = nil) {
        self.command = command
        self.machine = machine
    }

    /// Checks a tree.
    ///
    /// - Parameter tree: The root filesystem.
    /// - Returns: What was found; empty when nothing was.
    public func run(on tree: FileTree) -> [Diagnostic] {
        programProblems(tree) + commandProblems + treeProblems(tree)
    }

    /// Checks the program alone: whether it is there, and what it needs to start.
    ///
    /// - Parameter tree: The root filesystem.
    /// - Returns: What was found.
    public func programProblems(_ tree: FileTree) -> [Diagnostic] {
        guard let program = command.first else { return [] }
        let doctor = RootfsDoctor(root: FileTreeSysRoot(tree), machine: machine)
        return doctor.check(program: FilePath(program)).filter { $0.severity != .hint }.map { finding in
            Diagnostic(
                finding.severity == .error ? .error : .warning, .init(finding.code.description),
                "\(finding.path): \(finding.message)", remedy: finding.remedy)
        }
    }

    private var commandProblems: [Diagnostic] {
        var problems: [Diagnostic] = []
        if command.contains(where: \.isEmpty) {
            problems.append(
                Diagnostic(
                    .error, .init("empty-argument"),
                    "An argument of the command is empty, which a guest's command line cannot express.",
                    remedy: "Leave it out, or give it a value that means the same to the program."))
        }
        if command.count > Self.mostWords {
            problems.append(
                Diagnostic(
                    .error, .init("too-many-arguments"),
                    "The command has \(command.count) words, and a guest drops all after \(Self.mostWords).",
                    remedy: "Put arguments into a file that the program reads."))
        }
        return problems
    }

    private func treeProblems(_ tree: FileTree) -> [Diagnostic] {
        var problems: [Diagnostic] = []
        for entry in tree.entries {
            switch entry.node.body {
            case .directory where tree.names(in: entry.path).count >= Self.manyFiles:
                problems.append(
                    Diagnostic(
                        .warning, .init("many-files"),
                        "\(entry.path): over \(Self.manyFiles) files in one directory take a guest seconds to extract.",
                        remedy: "Spread them over several directories, or leave out what is not needed."))
            case .characterDevice, .blockDevice, .fifo, .socket:
                problems.append(
                    Diagnostic(
                        .warning, .init("kind-not-in-guest"),
                        "\(entry.path): a guest knows only files, directories and symbolic links, and leaves this out.")
                )
            case .symlink(let target) where target.isEmpty:
                problems.append(
                    Diagnostic(
                        .error, .init("empty-symlink"),
                        "\(entry.path): the symbolic link has no target, which crashes the guest.",
                        remedy: "Remove the link."))
            default: break
            }
        }
        return problems
    }
}
