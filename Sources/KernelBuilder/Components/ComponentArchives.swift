import SystemPackage
import UnikraftCore

/// Archives of components: found in the index, downloaded, verified and unpacked.
struct ComponentArchives: Sendable {
    let downloader: (any FileDownloader)?
    /// Starts what unpacks archives of other forms than tar with gzip.
    let launcher: any ProcessLauncher
    /// The address of the component index.
    let index: String

    /// Finds a component in the index; one that the lock file names is not looked up again.
    ///
    /// - Parameters:
    ///   - key: The component.
    ///   - version: A channel or version.
    ///   - locked: What the lock file says of it.
    ///   - project: The project's directory.
    /// - Returns: Where it is.
    /// - Throws: ``KernelBuildError``; `CancellationError`.
    func resource(
        for key: ComponentKey, version: String, locked: LockFile.Component?, project: FilePath
    ) async throws -> ComponentIndex.Resource {
        if let resource = locked?.resource {
            if let commit = locked?.commit { return .git(resource, reference: commit) }
            return .archive(resource, sha256: locked?.sha256)
        }
        guard let downloader else {
            throw KernelBuildError(
                .index, subject: key.name, "\(key.name) has no source, and there is no way to look it up in the index",
                remedy: "Give its 'source:' in the Kraftfile, or give the builder a downloader.")
        }
        let folder = project.appending(".unikraft").appending("downloads").appending("index")
        try FileAccess.makeDirectory(folder)
        return try await ComponentIndex(address: index, downloader: downloader, directory: folder)
            .find(key, version: version)
    }

    /// Unpacks an archive after a look at its checksum.
    ///
    /// - Parameters:
    ///   - location: A path or an address.
    ///   - sha256: The checksum that it must have, if one is known.
    ///   - project: The project's directory.
    ///   - directory: The directory to make.
    /// - Returns: The archive's SHA-256.
    /// - Throws: ``KernelBuildError``; `CancellationError`.
    func unpack(
        _ location: String, sha256: String?, project: FilePath, into directory: FilePath
    ) async throws -> String {
        let work = FilePath(directory.string + ".archive")
        defer { try? FileAccess.remove(work) }
        try FileAccess.makeDirectory(work)
        let archive = try await local(location, work: work)
        let digest = try FileDigest.sha256(of: archive)
        if let sha256, digest != sha256.lowercased() {
            throw KernelBuildError(
                .checksum, subject: location, "'\(location)' has the SHA-256 \(digest), but \(sha256) was expected",
                remedy: "If the archive was changed on purpose, remove its entry from Kraftfile.lock.")
        }
        if let foreign = try ForeignArchive(archive, launcher: launcher) {
            try await foreign.convert(to: work.appending("tar"), work: work)
        } else {
            try ArchiveFile.inflate(archive, to: work.appending("tar"))
        }
        try ArchiveExtractor.extract(work.appending("tar"), archive: FilePath(location), into: directory)
        return digest
    }

    private func local(_ location: String, work: FilePath) async throws -> FilePath {
        guard location.contains("://") else { return FilePath(location) }
        guard let downloader else {
            throw KernelBuildError(
                .fetch, subject: location, "'\(location)' is to be downloaded, and there is no way to do it",
                remedy: "Download it by other means and name the file, or give the builder a downloader.")
        }
        let path = work.appending("archive")
        do {
            try await downloader.download(location, to: path)
        } catch let error as KernelBuildError {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            throw KernelBuildError(
                .fetch, subject: location, "cannot download '\(location)'",
                remedy: "Check the address and the network.",
                cause: error)
        }
        return path
    }
}
