public import UnikraftCore

/// A change to a Kraftfile.
public enum KraftfileEdit: Sendable, Hashable {
    /// A part of a project that has a version, a source and options.
    public enum Component: Sendable, Hashable {
        /// The key `unikraft`.
        case unikraft
        /// The key `template`.
        case template
        /// A library by its name.
        case library(String)
    }

    /// Sets the project's name.
    case setName(String)
    /// Sets the version of the specification. The rest of the file is not changed.
    case setSpecification(SpecificationVersion)
    /// Sets the runtime, for example `base:latest`.
    case setRuntime(String)
    /// Sets the root filesystem's source.
    case setRootfs(String)
    /// Sets the program and its arguments.
    case setCommand([String])
    /// Sets a component's version; the component is added when it is not there.
    case setVersion(of: Component, to: String)
    /// Sets a component's source; the component is added when it is not there.
    case setSource(of: Component, to: String)
    /// Sets an option of a component, or of the project when there is none.
    case setKconfig(KconfigOption, of: Component?)
    /// Removes an option of a component, or of the project.
    case removeKconfig(String, of: Component?)
    /// Adds a library with its version.
    case addLibrary(String, version: String)
    /// Removes a library.
    case removeLibrary(String)
    /// Adds a target.
    case addTarget(Platform, Architecture)
    /// Removes a target, in whichever form it is written.
    case removeTarget(Platform, Architecture)
    /// Sets a variable of the environment.
    case setEnvironment(String, to: String)
    /// Removes a variable of the environment.
    case removeEnvironment(String)
}

extension Kraftfile {
    /// Changes the text and keeps everything else in it: comments, order, quotes and line ends.
    ///
    /// - Parameter edit: The change.
    /// - Returns: The changed Kraftfile, which has a project.
    /// - Throws: ``KraftfileError`` when the file has errors, the change does not fit it, or its result would
    ///   have errors.
    public func applying(_ edit: KraftfileEdit) throws(KraftfileError) -> Kraftfile {
        let project = try validProject()
        guard let root else { throw .invalid(source.file, diagnostics) }
        let editor = KraftfileEditor(source: source, root: root, project: project)
        let change = try editor.change(for: edit)
        guard let change else { return self }
        var bytes = source.bytes
        bytes.replaceSubrange(change.range, with: Array(change.replacement.utf8))
        let result = Kraftfile(bytes, file: source.file)
        guard result.project != nil else {
            throw KraftfileError(
                .editRefused, "the change would make the Kraftfile invalid.", path: source.file,
                diagnostics: result.diagnostics.filter { $0.severity == .error })
        }
        return result
    }

    /// Makes several changes, one after the other.
    ///
    /// - Parameter edits: The changes.
    /// - Returns: The changed Kraftfile.
    /// - Throws: ``KraftfileError`` as for one change; nothing is changed then.
    public func applying(_ edits: [KraftfileEdit]) throws(KraftfileError) -> Kraftfile {
        var result = self
        for edit in edits { result = try result.applying(edit) }
        return result
    }
}
