public import SystemPackage

extension RootfsDoctor {
    /// Finds what known libraries load while a program runs: name services, character sets, OpenSSL's modules.
    ///
    /// - Parameter program: The program: a path inside the root.
    /// - Returns: The modules, those that are absent too.
    /// - Throws: ``ELFError`` when the program cannot be read.
    public func runtimeModules(of program: FilePath) throws(ELFError) -> [RuntimeModule] {
        let resolver = SharedLibraryResolver(root: root, environment: environment)
        return RuntimeModules(resolver, try resolver.resolve([program])).all()
    }

    func moduleFindings(_ modules: RuntimeModules) -> [Finding] {
        modules.all().map { module in
            let kind = module.kind.description
            guard let path = module.path else {
                let severity: Finding.Severity = module.kind == .openSSL ? .hint : .warning
                return Finding(
                    severity, .moduleAbsent, module.user, "It loads \(kind) while it runs; '\(module.name)' is absent.",
                    remedy: "Copy it into the root filesystem if the program uses it.")
            }
            guard module.missing.isEmpty else {
                return Finding(
                    .warning, .libraryAbsent, path,
                    "\(module.user) loads it while it runs; it needs \(module.missing.joined(separator: ", ")).",
                    remedy: "Copy these libraries into the root filesystem.")
            }
            return Finding(
                .hint, .modulePresent, path, "\(module.user) loads it while it runs (\(kind)).",
                remedy: "Nothing needs to be done.")
        }
    }

    /// Texts in files that open libraries by name; they may be such names.
    func hintFindings(_ modules: RuntimeModules) -> [Finding] {
        modules.users(of: ["dlopen", "dlmopen"]).flatMap { file -> [Finding] in
            guard let object = try? RuntimeModules.open(file.rootPath, root) else { return [] }
            return object.possibleLibraryNames().map { name in
                Finding(
                    .hint, .possibleModule, file.path, "It may load '\(name)' while it runs.",
                    remedy: "Copy it into the root filesystem if the program uses it.")
            }
        }
    }
}

extension RuntimeModule.Kind: CustomStringConvertible {
    /// A few words for people.
    public var description: String {
        switch self {
        case .nameService: "a name service"
        case .characterSets: "conversions of character sets"
        case .openSSL: "modules of OpenSSL"
        }
    }
}

extension ELFFile {
    /// Texts of the read-only data that look like names of libraries and are no needs, sorted.
    func possibleLibraryNames() -> [String] {
        guard let section = (try? sections())?.first(where: { $0.name == ".rodata" }),
            let bytes = try? content(of: section)
        else { return [] }
        let known = Set(needed + [soname ?? ""])
        var names: Set<String> = []
        for text in bytes.split(separator: 0) where text.count >= 4 && text.count < 256 {
            guard text.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x25 }) else { continue }
            let name = String(decoding: text, as: UTF8.self)
            let last = name.split(separator: "/").last.map(String.init) ?? name
            let isLibrary = last.hasSuffix(".so") ? last.count > 3 : last.hasPrefix("lib") && last.contains(".so.")
            if isLibrary, !known.contains(name) { names.insert(name) }
        }
        return names.sorted()
    }
}
