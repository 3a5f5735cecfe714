import SystemPackage
import UnikraftCore

/// Archives of components: found in the index, downloaded, verified and unpacked.
struct ComponentArchives: Sendable {
    /// An archive with the checksum that it must have.
    struct Resource: Sendable, Hashable {
        var location: String
        var sha256: String?
    }

    let downloader: (any FileDownloader)?

    /// Finds a component in the index.
    func resource(
        for key: ComponentKey, version: String, locked: LockFile.Component?
    ) async throws -> Resource {
        if let resource = locked?.resource { return Resource(location: resource, sha256: locked?.sha256) }
        throw KernelBuildError(
            .index, subject: key.name, "\(key.name) has no source, and there is no component index to look it up in",
            remedy: "Give its 'source:' in the Kraftfile.")
    }

    /// Unpacks an archive.
    func unpack(
        _ location: String, sha256: String?, project: FilePath, into directory: FilePath
    ) async throws -> String {
        throw KernelBuildError(
            .archive, subject: location, "'\(location)' is an archive, which cannot be unpacked",
            remedy: "Unpack it by hand and name the directory as the source, or name a git repository.")
    }
}
