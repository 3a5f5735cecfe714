import OCIModel
public import SystemPackage
import UnikraftCore

extension RegistryConfiguration {
    private struct File: Decodable {
        struct Entry: Decodable {
            var mirror: String?
            var ca: String?
            var insecure: Bool?
        }

        var registries: [String: Entry]
    }

    /// Adds what a configuration file says. The file is JSON:
    ///
    /// ```json
    /// { "registries": {
    ///     "docker.io": { "mirror": "https://cache.example/hub", "ca": "/etc/ssl/cache.pem" },
    ///     "registry.test:5000": { "insecure": true } } }
    /// ```
    ///
    /// - Parameter path: The file.
    /// - Throws: ``DistributionError`` with the code `configuration`, or `storage` when it cannot be read.
    public mutating func load(_ path: FilePath) throws(DistributionError) {
        try take(FileContent.read(path, limit: 1 << 20), path)
    }

    /// Adds what the file at the usual place says, when it is there: `swift-unikraft/registries.json` below
    /// `$XDG_CONFIG_HOME`, or `~/.config`.
    ///
    /// - Parameter variable: The value of a variable of the environment.
    /// - Throws: ``DistributionError`` with the code `configuration`, or `storage` when it cannot be read.
    public mutating func loadUsual(variable: (String) -> String?) throws(DistributionError) {
        guard let credentials = CredentialFile.usualPath(variable: variable) else { return }
        let path = credentials.removingLastComponent().appending("registries.json")
        guard let bytes = try FileContent.readIfPresent(path, limit: 1 << 20) else { return }
        try take(bytes, path)
    }

    private mutating func take(_ bytes: [UInt8], _ path: FilePath) throws(DistributionError) {
        do {
            let file: File = try JSONDocument.decode(bytes, "configuration of registries")
            for (name, entry) in file.registries {
                try add(entry, for: RegistryName(parsing: name))
            }
        } catch var error as DistributionError {
            error.code = .configuration
            error.path = path
            throw error
        } catch {
            throw DistributionError(
                .configuration, "the configuration of registries is malformed", path: path, cause: error)
        }
    }

    private mutating func add(_ entry: File.Entry, for registry: RegistryName) throws {
        if let mirror = entry.mirror {
            mirrors[registry] = Mirror(
                base: try HTTPURL(parsing: mirror), authorityFile: entry.ca, isInsecure: entry.insecure ?? false)
            return
        }
        authorityFiles[registry] = entry.ca
        if entry.insecure == true { insecureRegistries.insert(registry) }
    }
}
