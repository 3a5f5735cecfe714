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
        let bytes = try FileContent.read(path, limit: 1 << 20)
        do {
            let file: File = try JSONDocument.decode(bytes, "configuration of registries")
            for (name, entry) in file.registries {
                try add(entry, for: RegistryName(parsing: name))
            }
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
