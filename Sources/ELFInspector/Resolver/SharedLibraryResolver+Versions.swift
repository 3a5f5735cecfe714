public import SystemPackage

/// A version of symbols that a file needs and its library lacks.
public struct MissingVersion: Sendable, Hashable {
    /// The file that needs it.
    public var requester: FilePath
    /// The library that was found for it.
    public var library: FilePath
    /// The version, for example `GLIBC_2.38`.
    public var version: String
}

extension SharedLibraryResolver {
    /// Checks that libraries define the versions of symbols that files need, as glibc's loader does before a program
    /// starts. musl does not check.
    ///
    /// - Parameter closure: A result of this resolver.
    /// - Returns: The versions that are missing; a library without any versions lacks none.
    /// - Throws: ``ELFError`` when a file is gone or its tables are damaged.
    public func missingVersions(of closure: DependencyClosure) throws(ELFError) -> [MissingVersion] {
        let storage = closure.storage
        var defined: [Int32: Set<String>] = [:]
        var result: [MissingVersion] = []
        for file in closure.files where file.role != .symlink && file.role != .configuration {
            let edges = storage.outgoing[file.number].map { storage.edges[Int($0)] }
            let checked = edges.filter {
                $0.to >= 0 && $0.kind == .needed && storage.flavors[Int($0.context)] == .glibc
            }
            guard !checked.isEmpty else { continue }
            for need in try open(file.rootPath).versionNeeds() {
                for edge in checked where storage.names.text(edge.name) == need.library {
                    if defined[edge.to] == nil {
                        let library = try open(storage.files[Int(edge.to)].path)
                        defined[edge.to] = Set(try library.versionDefinitions().compactMap(\.names.first))
                    }
                    guard let versions = defined[edge.to], !versions.isEmpty else { continue }
                    for version in need.versions where !version.isWeak && !versions.contains(version.name) {
                        result.append(
                            MissingVersion(
                                requester: file.path, library: storage.path(edge.to), version: version.name))
                    }
                }
            }
        }
        return result
    }

    private func open(_ path: RootPath) throws(ELFError) -> ELFFile {
        guard case .file(let file) = try root.open(path) else {
            throw ELFError(.notFound, "The file was there and is gone. Resolve again.", path: path.filePath)
        }
        do {
            return try ELFFile(file)
        } catch {
            throw error.at(path.filePath)
        }
    }
}
