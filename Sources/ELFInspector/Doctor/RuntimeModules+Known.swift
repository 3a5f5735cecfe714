import SystemPackage

extension RuntimeModules {
    /// Functions of glibc that ask name services.
    private static let nameFunctions: Set<String> = [
        "getaddrinfo", "getgrent", "getgrgid", "getgrgid_r", "getgrnam", "getgrnam_r", "getgrouplist", "gethostbyaddr",
        "gethostbyname", "gethostbyname2", "gethostbyname_r", "getnameinfo", "getprotobyname", "getpwent", "getpwnam",
        "getpwnam_r", "getpwuid", "getpwuid_r", "getservbyname", "getservbyport", "getspnam", "initgroups",
    ]

    /// The modules that `/etc/nsswitch.conf` names. `files` and `dns` are in the C library since glibc 2.34.
    func nameServices() -> [RuntimeModule] {
        guard let glibc, !users(of: Self.nameFunctions).isEmpty,
            let text = content(of: "/etc/nsswitch.conf").map({ String(decoding: $0, as: UTF8.self) })
        else { return [] }
        let builtIn: Set<String> = hasBuiltInServices(glibc) ? ["files", "dns"] : []
        return Self.services(text).filter { !builtIn.contains($0) }
            .map { module(.nameService, glibc, named: "libnss_\($0).so.2") }
    }

    /// The services of a configuration, each once, in their order (nsswitch.conf(5)).
    static func services(_ text: String) -> [String] {
        var result: [String] = []
        for line in text.split(separator: "\n") {
            let entry = line.prefix { $0 != "#" }.split(separator: ":", maxSplits: 1)
            guard entry.count == 2 else { continue }
            // What stands in brackets is what to do when a service answers.
            var inBrackets = false
            for word in entry[1].split(whereSeparator: { $0 == " " || $0 == "\t" }) {
                if word.hasPrefix("[") { inBrackets = true }
                if !inBrackets, !result.contains(String(word)) { result.append(String(word)) }
                if word.hasSuffix("]") { inBrackets = false }
            }
        }
        return result
    }

    private func hasBuiltInServices(_ glibc: RequiredFile) -> Bool {
        guard let file = try? Self.open(glibc.rootPath, resolver.root),
            let versions = try? file.versionDefinitions()
        else { return true }
        return versions.contains { $0.names.first == "GLIBC_2.34" }
    }

    /// The directory of conversions, beside the C library.
    func characterSets() -> [RuntimeModule] {
        guard let glibc, !users(of: ["iconv_open"]).isEmpty else { return [] }
        let directories: [FilePath] = [glibc.path.removingLastComponent().appending("gconv"), "/usr/lib/gconv"]
        let found = directories.first {
            content(of: $0.appending("gconv-modules")) != nil
                || content(of: $0.appending("gconv-modules.cache")) != nil
        }
        return [
            RuntimeModule(
                kind: .characterSets, user: glibc.path, name: directories[0].string, path: found, missing: [])
        ]
    }

    /// The directories of providers and engines, which OpenSSL's library names in its version texts.
    func openSSL() -> [RuntimeModule] {
        guard let crypto = library(named: "libcrypto.so"), let bytes = content(of: crypto.path) else { return [] }
        return ["MODULESDIR: \"", "ENGINESDIR: \""].flatMap { label -> [RuntimeModule] in
            guard let directory = Self.text(after: Array(label.utf8), in: bytes) else { return [] }
            return modules(.openSSL, crypto, in: FilePath(directory))
        }
    }

    /// The text between a label and the next quotation mark.
    private static func text(after label: [UInt8], in bytes: [UInt8]) -> String? {
        var from = 0
        while let start = bytes.firstPosition(of: label[0], from: from) {
            if bytes[start...].starts(with: label) {
                let text = bytes[(start + label.count)...].prefix { $0 != 0x22 && $0 != 0 }
                return String(decoding: text.prefix(RootPath.maximumLength), as: UTF8.self)
            }
            from = start + 1
        }
        return nil
    }
}
