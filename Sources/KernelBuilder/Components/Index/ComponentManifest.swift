import KraftfileModel

/// The manifest of one component: channels and versions with their archives.
struct ComponentManifest: Sendable, Hashable {
    /// An archive with its checksum.
    struct Archive: Sendable, Hashable {
        var name: String
        var resource: String
        var sha256: String?
        var isDefault: Bool
    }

    /// The repository that the component is developed in.
    var origin: String?
    var channels: [Archive]
    var versions: [Archive]

    /// Reads a manifest; fields that are not known are passed over.
    init(_ root: YAMLNode) {
        origin = root["origin"]?.scalar
        channels = Self.archives(root["channels"], name: "name")
        versions = Self.archives(root["versions"], name: "version")
    }

    private static func archives(_ node: YAMLNode?, name: String) -> [Archive] {
        (node?.sequence ?? []).compactMap { entry in
            guard let label = entry[name]?.scalar, let resource = entry["resource"]?.scalar else { return nil }
            let digest = entry["sha256"]?.scalar ?? ""
            return Archive(
                name: label, resource: resource, sha256: digest.isEmpty ? nil : digest.lowercased(),
                isDefault: entry["default"]?.scalar == "true")
        }
    }

    /// Finds a version.
    ///
    /// - Parameters:
    ///   - version: A channel, a version, or a branch of the repository.
    ///   - component: The component's name, for errors.
    /// - Returns: Where it is.
    /// - Throws: ``KernelBuildError`` when the manifest knows neither it nor a repository.
    func resource(version: String, of component: String) throws(KernelBuildError) -> ComponentIndex.Resource {
        let digits = version.hasPrefix("v") ? String(version.dropFirst()) : version
        let match =
            channels.first { $0.name == version }
            ?? versions.first { [version, digits].contains($0.name) || $0.name == "v\(digits)" }
        if let match { return .archive(match.resource, sha256: match.sha256) }
        guard let origin else {
            let names = (channels + versions).map(\.name).joined(separator: ", ")
            throw KernelBuildError(
                .index, subject: component, "the index has no version '\(version)' of \(component)",
                remedy: "It has: \(names).")
        }
        return .git(origin, reference: version)
    }
}
