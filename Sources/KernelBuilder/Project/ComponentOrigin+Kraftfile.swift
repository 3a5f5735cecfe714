import KraftfileModel
import SystemPackage
import SystemSupport

extension ComponentOrigin {
    /// Reads where a component of a Kraftfile comes from.
    ///
    /// A path is a directory, an archive by its ending, or a bare git repository. A component without a source
    /// is looked up in the index, in its channel `stable` unless it names a version.
    ///
    /// - Parameters:
    ///   - component: The component.
    ///   - directory: The Kraftfile's directory; paths are relative to it.
    /// - Throws: ``KernelBuildError`` when the source or the version is refused.
    init(_ component: Component, relativeTo directory: FilePath) throws(KernelBuildError) {
        guard !component.isPrebuiltKernel else {
            throw KernelBuildError(
                .project, subject: component.source?.location ?? "", "'unikraft' names a kernel that is built already",
                remedy: "Run it as it is; nothing has to be built.")
        }
        guard let source = component.source else {
            let version = component.version ?? "stable"
            _ = try GitReference(parsing: version)
            self = .index(version: version)
            return
        }
        let reference = component.version ?? source.reference
        switch source.kind {
        case .git:
            self = .git(try GitLocation(parsing: source.location), try Self.reference(reference))
        case .archive: self = .archive(source.location, sha256: nil)
        case .path:
            let path = directory.pushing(FilePath(source.location)).lexicallyCleaned
            if Self.isBareRepository(path) {
                self = .git(try GitLocation(parsing: "file://\(path)"), try Self.reference(reference))
            } else if FileAccess.kind(path) == .regular {
                self = .archive(path.string, sha256: nil)
            } else {
                self = .directory(path)
            }
        }
    }

    private static func reference(_ name: String?) throws(KernelBuildError) -> GitReference? {
        guard let name else { return nil }
        return try GitReference(parsing: name)
    }

    private static func isBareRepository(_ path: FilePath) -> Bool {
        ["HEAD", "objects", "refs"].allSatisfy { FileAccess.exists(path.appending($0)) }
    }
}

extension FilePath {
    /// The path without `.` and with `..` taken back where a name stands before it.
    fileprivate var lexicallyCleaned: FilePath {
        var kept: [FilePath.Component] = []
        for component in components {
            if component.kind == .currentDirectory { continue }
            if component.kind == .parentDirectory, let last = kept.last, last.kind == .regular {
                kept.removeLast()
            } else {
                kept.append(component)
            }
        }
        return FilePath(root: root, kept)
    }
}
