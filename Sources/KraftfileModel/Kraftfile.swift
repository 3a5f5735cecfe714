public import UnikraftCore

/// A Kraftfile: its text, the nodes in it with their places, and what it says.
///
/// Reading never fails: every problem is one of the ``diagnostics``. ``project`` is there when none of them is
/// an error.
public struct Kraftfile: Sendable, Hashable {
    /// The text.
    public let source: SourceText
    /// The root of the document; nil when the file is empty or is no YAML at all.
    public let root: YAMLNode?
    /// What the file says; nil when there is an error.
    public let project: Project?
    /// Every problem, in the order of the file.
    public let diagnostics: [Diagnostic]

    /// Reads a Kraftfile from its bytes. No file is touched.
    ///
    /// - Parameters:
    ///   - bytes: The bytes, in UTF-8.
    ///   - file: The file's name for diagnostics.
    public init(_ bytes: [UInt8], file: String = "Kraftfile") {
        source = SourceText(bytes, file: file)
        let (root, problems) = YAMLReader.collect(source)
        self.root = root
        let isBroken = problems.diagnostics.containsErrors
        var all = problems
        var project: Project?
        // What is said about a file that could not be read at all would only repeat the first problem.
        if root != nil || !isBroken {
            let (read, further) = ProjectReader.read(root, in: source, isBroken: isBroken)
            project = read
            all.merge(further)
        }
        var diagnostics = all.finished
        if project?.specification == .v07 {
            for index in diagnostics.indices where diagnostics[index].code == .duplicateKey {
                diagnostics[index].severity = .error
            }
        }
        self.diagnostics = diagnostics
        self.project = diagnostics.containsErrors ? nil : project
    }

    /// Reads a Kraftfile from a text. No file is touched.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - file: The file's name for diagnostics.
    public init(_ text: String, file: String = "Kraftfile") {
        self.init(Array(text.utf8), file: file)
    }

    /// The text, with replacement characters where it is not UTF-8.
    public var text: String {
        String(decoding: source.bytes, as: UTF8.self)
    }

    /// What the file says.
    ///
    /// - Returns: The project.
    /// - Throws: ``KraftfileError`` with all diagnostics when one of them is an error.
    public func validProject() throws(KraftfileError) -> Project {
        guard let project else { throw .invalid(source.file, diagnostics) }
        return project
    }
}
