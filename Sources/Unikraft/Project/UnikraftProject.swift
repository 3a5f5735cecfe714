import Glibc
public import KraftfileModel
public import SystemPackage
import SystemSupport
public import UnikraftCore

/// A project at its place: what its Kraftfile says, and the directory that its paths are relative to.
public struct UnikraftProject: Sendable {
    /// What the Kraftfile says.
    public var model: Project
    /// The directory that paths are relative to, absolute.
    public var directory: FilePath
    /// The Kraftfile that it was read from; nil for one that was made in code, and for a Dockerfile alone.
    public var kraftfile: FilePath?
    /// What is doubtful in the Kraftfile.
    public var warnings: [Diagnostic]

    /// Creates a project that no Kraftfile describes.
    ///
    /// - Parameters:
    ///   - model: What is built.
    ///   - directory: The directory that paths are relative to.
    public init(_ model: Project, directory: FilePath) {
        self.model = model
        self.directory = directory.absolute
        warnings = []
    }

    /// Reads the Kraftfile of a directory. A directory with a Dockerfile alone is a project on the base runtime.
    ///
    /// - Parameters:
    ///   - directory: The project's directory.
    ///   - kraftfile: The Kraftfile, when it has another name or place; paths stay relative to the directory.
    /// - Throws: `KraftfileError` when there is no Kraftfile, or it has errors.
    public init(in directory: FilePath, kraftfile: FilePath? = nil) throws {
        let found = try kraftfile ?? KraftfileLocator.find(in: directory)
        if found == nil, directory.appending("Dockerfile").isRegularFile {
            var model = Project()
            model.rootfs = RootfsDescription(source: "Dockerfile", kind: .dockerfile)
            self.init(model, directory: directory)
            return
        }
        let path = try found ?? KraftfileLocator.search(from: directory)
        let file = try Kraftfile.load(.file(path))
        self.init(try file.validProject(), directory: directory)
        self.kraftfile = path
        warnings = file.diagnostics.filter { $0.severity == .warning }
    }

    /// The project's name: its own, or that of its directory.
    public var name: String { model.name ?? directory.lastComponent?.string ?? "unikraft" }

    /// Where what is built appears: `.unikraft/build`, unless the Kraftfile says otherwise.
    public var buildDirectory: FilePath {
        model.outputDirectory.map(path) ?? directory.appending(".unikraft").appending("build")
    }

    /// The path of something that the Kraftfile names.
    ///
    /// - Parameter text: A path, relative to the project's directory or absolute.
    /// - Returns: The path.
    public func path(_ text: String) -> FilePath { directory.pushing(FilePath(text)).lexicallyNormalized() }
}
