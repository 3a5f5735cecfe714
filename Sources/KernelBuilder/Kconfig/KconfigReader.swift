public import SystemPackage
import UnikraftCore

/// Reads a Kconfig tree from disk.
///
/// Nothing in the files is executed. Shell calls other than those of Unikraft's own `Config.uk` are taken as
/// empty and noted among the tree's problems.
public struct KconfigReader: Sendable {
    /// What `$(NAME)` stands for.
    public var variables: KconfigVariables
    /// Bounds on the work.
    public var limits: KconfigLimits

    /// Creates a reader.
    ///
    /// - Parameters:
    ///   - variables: What `$(NAME)` stands for.
    ///   - limits: Bounds on the work.
    public init(variables: KconfigVariables, limits: KconfigLimits = KconfigLimits()) {
        self.variables = variables
        self.limits = limits
    }

    /// Reads a tree.
    ///
    /// - Parameter root: Its first file, for example `Config.uk` of the core.
    /// - Returns: The tree.
    /// - Throws: ``KernelBuildError`` when a file is missing or broken, when files include each other for ever,
    ///   or when symbols depend on themselves.
    public func read(_ root: FilePath) throws(KernelBuildError) -> KconfigTree {
        var walk = KconfigWalk(variables: variables, limits: limits)
        try walk.read(root)
        if let block = walk.parser.blocks.last {
            throw Self.error("a block is still open at the end of '\(root)'", at: block.location)
        }
        var tree = walk.parser.tree
        tree.linkSelects()
        if let cycle = tree.dependencyCycle() {
            throw KernelBuildError(
                .kconfig, subject: cycle[0],
                "the symbols \(cycle.joined(separator: " → ")) depend on each other in a circle",
                remedy: "Break the circle in the Kconfig files of the component that defines them.")
        }
        return tree
    }

    static func error(_ message: String, at location: SourceLocation) -> KernelBuildError {
        KernelBuildError(
            .kconfig, subject: location.description, "\(location): \(message)",
            remedy: "Check that the component is complete and of the right version.")
    }
}

/// Reads files one after another into a parser.
struct KconfigWalk {
    var parser: KconfigParser
    private let limits: KconfigLimits
    private var including: [FilePath] = []

    init(variables: KconfigVariables, limits: KconfigLimits) {
        parser = KconfigParser(variables: variables, limits: limits)
        self.limits = limits
    }

    mutating func read(_ path: FilePath) throws(KernelBuildError) {
        let place = SourceLocation(file: path.string, line: 1, column: 1)
        guard !including.contains(path), including.count < limits.includeDepth else {
            throw KconfigReader.error("the files include each other in a circle", at: place)
        }
        guard parser.tree.files.count < limits.files else {
            throw KconfigReader.error("there are too many files", at: place)
        }
        including.append(path)
        defer { including.removeLast() }
        let bytes = try FileAccess.read(path, limit: limits.fileSize)
        parser.tree.files.append(path.string)
        var lines = KconfigLines(bytes)
        while let line = lines.next() {
            parser.location = SourceLocation(file: path.string, line: line.number, column: 1)
            switch try effect(of: line.text) {
            case .none: break
            case .help: parser.takeHelp(lines.takeHelp())
            case .include(let target, let isOptional, let isRelative):
                try include(target, isOptional: isOptional, base: isRelative ? path.removingLastComponent() : nil)
            }
        }
    }

    private mutating func effect(of line: [UInt8]) throws(KernelBuildError) -> KconfigParser.LineEffect {
        let notes = NoteBox()
        do {
            var lexer = KconfigLexer(
                line, macros: KconfigMacros(variables: parser.variables, limits: limits) { notes.calls.append($0) })
            let tokens = try lexer.tokens()
            let effect = tokens.isEmpty ? .none : try parser.take(tokens)
            for call in notes.calls {
                parser.tree.problems.append(
                    Diagnostic(
                        .warning, .kconfigShell, "'$(\(call))' is not executed and taken as empty",
                        location: parser.location))
            }
            return effect
        } catch {
            throw KconfigReader.error(error.message, at: parser.location)
        }
    }

    private mutating func include(
        _ target: String, isOptional: Bool, base: FilePath?
    ) throws(KernelBuildError) {
        if target.hasPrefix(KconfigMacros.submenuMark) {
            let title = KconfigSubmenu.title(target)
            let menu = KconfigParser.Block(kind: .menu(title), dependencies: .always, location: parser.location)
            if !title.isEmpty { parser.blocks.append(menu) }
            for file in KconfigSubmenu.files(target) { try read(file) }
            if !title.isEmpty { parser.blocks.removeLast() }
            return
        }
        let path = base.map { $0.pushing(FilePath(target)) } ?? FilePath(target)
        if isOptional, !FileAccess.exists(path) { return }
        try read(path)
    }
}

/// Collects notes from a closure.
private final class NoteBox {
    var calls: [String] = []
}
