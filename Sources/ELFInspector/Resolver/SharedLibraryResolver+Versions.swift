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
        var tables: [Int32: VersionTables] = [:]
        var result: [MissingVersion] = []
        for file in closure.files where file.role != .symlink && file.role != .configuration {
            var checked: [Int32: [Int32]] = [:]
            for number in storage.outgoing[file.number] {
                let edge = storage.edges[Int(number)]
                guard edge.to >= 0, edge.kind == .needed, storage.flavors[Int(edge.context)] == .glibc else { continue }
                checked[edge.name, default: []].append(edge.to)
            }
            guard !checked.isEmpty else { continue }
            let libraries = Dictionary(
                checked.map { (storage.names.text($0.key), $0.value) }, uniquingKeysWith: { $0 + $1 })
            for need in try versions(of: file.number, storage, &tables).needs {
                for library in libraries[need.library] ?? [] {
                    let defined = try versions(of: library, storage, &tables).defined
                    guard !defined.isEmpty else { continue }
                    for version in need.versions where !version.isWeak && !defined.contains(version.name) {
                        result.append(
                            MissingVersion(
                                requester: file.path, library: storage.path(library), version: version.name))
                    }
                }
            }
        }
        return result
    }

    /// The versions of a file, which is opened once for both tables.
    private func versions(
        of file: Int32, _ storage: ClosureStorage, _ tables: inout [Int32: VersionTables]
    ) throws(ELFError) -> VersionTables {
        if let known = tables[file] { return known }
        let object = try open(storage.files[Int(file)].path)
        let read = VersionTables(
            needs: try object.versionNeeds(), defined: Set(try object.versionDefinitions().compactMap(\.names.first)))
        tables[file] = read
        return read
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

/// What one file says of versions.
private struct VersionTables {
    var needs: [ELFVersionNeed]
    /// The names of those that it defines.
    var defined: Set<String>
}
