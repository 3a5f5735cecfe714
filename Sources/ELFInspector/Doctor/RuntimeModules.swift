import SystemPackage

/// Finds what known libraries of a closure load while the program runs.
struct RuntimeModules {
    let resolver: SharedLibraryResolver
    let closure: DependencyClosure
    /// Functions that each file takes from others.
    private let imports: [FilePath: Set<String>]

    init(_ resolver: SharedLibraryResolver, _ closure: DependencyClosure) {
        self.resolver = resolver
        self.closure = closure
        var imports: [FilePath: Set<String>] = [:]
        for file in closure.files where file.role == .program || file.role == .library {
            guard let symbols = try? Self.open(file.rootPath, resolver.root)?.dynamicSymbols() else { continue }
            imports[file.path] = Set(symbols.filter(\.isUndefined).map(\.name))
        }
        self.imports = imports
    }

    /// All modules, present and absent.
    func all() -> [RuntimeModule] { nameServices() + characterSets() + openSSL() }

    /// The files that take one of some functions from others, without the C library's own.
    func users(of functions: Set<String>) -> [RequiredFile] {
        closure.files.filter { file in
            !(imports[file.path]?.isDisjoint(with: functions) ?? true) && file.path.lastComponent != "libc.so.6"
        }
    }

    func library(named prefix: String) -> RequiredFile? {
        closure.files.first { file in
            file.role == .library && file.path.lastComponent?.string.hasPrefix(prefix) == true
        }
    }

    /// The C library of glibc; nil for other programs.
    var glibc: RequiredFile? { library(named: "libc.so.6") ?? library(named: "libc-2.") }

    /// A module that is looked for by its name.
    func module(_ kind: RuntimeModule.Kind, _ user: RequiredFile, named name: String) -> RuntimeModule {
        var found: RuntimeModule = RuntimeModule(kind: kind, user: user.path, name: name, path: nil, missing: [])
        let directory = user.path.removingLastComponent()
        for candidate in [directory, "/lib", "/usr/lib", "/lib64", "/usr/lib64"].map({ $0.appending(name) }) {
            guard let closure = try? resolver.resolve([candidate]) else { continue }
            found.path = candidate
            found.missing = closure.missing.map(\.name)
            break
        }
        return found
    }

    /// The modules of a directory.
    func modules(_ kind: RuntimeModule.Kind, _ user: RequiredFile, in directory: FilePath) -> [RuntimeModule] {
        let names = (try? names(in: directory)) ?? []
        let libraries = names.filter { $0.hasSuffix(".so") }.sorted()
        guard !libraries.isEmpty else {
            return [RuntimeModule(kind: kind, user: user.path, name: directory.string, path: nil, missing: [])]
        }
        return libraries.map { name in
            let path = directory.appending(name)
            let missing = (try? resolver.resolve([path]))?.missing.map(\.name) ?? []
            return RuntimeModule(kind: kind, user: user.path, name: name, path: path, missing: missing)
        }
    }

    private func names(in directory: FilePath) throws(ELFError) -> [String] {
        let walker = PathWalker(resolver.root)
        guard case .place(let place) = try walker.directory(directory.bytes[...]) else { return [] }
        let names = try resolver.root.names(in: walker.directories[Int(place.directory)].path)
        return names.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The content of a file of the root; nil when it is not there.
    func content(of path: FilePath) -> [UInt8]? {
        FileCatalog(resolver.root, workingDirectory: nil).openPlain(path.bytes)
    }

    static func open(_ path: RootPath, _ root: any SysRoot) throws(ELFError) -> ELFFile? {
        guard case .file(let file) = try root.open(path) else { return nil }
        return try ELFFile(file)
    }
}
