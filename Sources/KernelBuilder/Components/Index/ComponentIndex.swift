import KraftfileModel
import SystemPackage
import UnikraftCore

/// The index of components: one file that names a manifest for each component, and the manifests
/// (`https://manifests.kraftkit.sh/index.yaml` is the public one).
struct ComponentIndex: Sendable {
    /// The address of the public index.
    static let publicAddress = "https://manifests.kraftkit.sh/index.yaml"

    /// Where a version of a component is.
    enum Resource: Sendable, Hashable {
        case archive(String, sha256: String?)
        case git(String, reference: String)
    }

    let address: String
    let downloader: any FileDownloader
    /// Where downloaded files are kept for the time of reading.
    let directory: FilePath

    /// Finds a version of a component.
    ///
    /// - Parameters:
    ///   - key: The component.
    ///   - version: A channel such as `stable`, or a version such as `0.17.0`. One that the manifest does not
    ///     name is taken as a branch of the component's repository.
    /// - Returns: Where it is.
    /// - Throws: ``KernelBuildError``; `CancellationError`.
    func find(_ key: ComponentKey, version: String) async throws -> Resource {
        let root = try await read(address)
        let wantedType = Self.type(of: key)
        let entries = root["manifests"]?.sequence ?? []
        let matches = entries.filter { entry in
            entry["name"]?.scalar == key.name && (entry["type"]?.scalar).map { $0 == wantedType } ?? true
        }
        guard let link = matches.lazy.compactMap({ $0["manifest"]?.scalar }).first else {
            let names = entries.compactMap { $0["name"]?.scalar }
            let suggestion = SpellingSuggestion.closest(to: key.name, among: names).map { " Perhaps '\($0)' is meant." }
            throw KernelBuildError(
                .index, subject: key.name, "the index '\(address)' knows no component '\(key.name)'",
                remedy: "Correct the name, or give its 'source:' in the Kraftfile.\(suggestion ?? "")")
        }
        let manifest = try await read(try Self.resolve(link, against: address))
        return try ComponentManifest(manifest).resource(version: version, of: key.name)
    }

    private func read(_ address: String) async throws -> YAMLNode {
        guard address.hasPrefix("https://") || address.hasPrefix("http://") else {
            throw Self.broken(address, "it is not an address of the web")
        }
        let file = directory.appending(".\(FileDigest.sha256(address).prefix(16)).yaml")
        defer { try? FileAccess.remove(file) }
        do {
            try await downloader.download(address, to: file)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw KernelBuildError(
                .index, subject: address, "cannot download '\(address)'",
                remedy: "Check the network, or name sources in the Kraftfile.",
                cause: error)
        }
        let source = SourceText(try FileAccess.read(file, limit: 16 << 20), file: address)
        let (root, problems) = YAMLReader.read(source)
        guard let root, !problems.containsErrors else {
            throw Self.broken(address, problems.first.map { "\($0)" } ?? "it is empty")
        }
        return root
    }

    private static func type(of key: ComponentKey) -> String {
        switch key {
        case .core: "core"
        case .library: "lib"
        case .application: "app"
        }
    }

    /// A link of the index, which may be relative to the index itself.
    static func resolve(_ link: String, against address: String) throws(KernelBuildError) -> String {
        do {
            return try HTTPURL(parsing: address).resolving(link).description
        } catch {
            throw broken(address, "the link '\(link)' in it is no address")
        }
    }

    static func broken(_ address: String, _ reason: String) -> KernelBuildError {
        KernelBuildError(
            .index, subject: address, "'\(address)' cannot be used: \(reason)",
            remedy: "Try again later, or name sources in the Kraftfile.")
    }
}
