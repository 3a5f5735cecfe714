import SystemPackage
import SystemSupport
import UnikraftCore

/// Brings the archives that libraries want to where make expects them, so that make itself downloads nothing.
struct LibraryDownloads: Sendable {
    /// Where downloads are kept between builds: `<directory>/<library>/<file>`.
    let directory: FilePath
    let downloader: (any FileDownloader)?
    let isOffline: Bool
    let progress: any ProgressReporter

    /// Finds what libraries want, with the configuration at hand.
    ///
    /// - Parameters:
    ///   - libraries: The directories of the libraries and the application.
    ///   - configuration: The configuration that make will use.
    ///   - variables: Further variables of make.
    /// - Returns: What they want.
    /// - Throws: ``KernelBuildError`` when a `Makefile.uk` cannot be read.
    static func find(
        in libraries: [FilePath], configuration: KernelConfiguration, variables: [String: String]
    ) throws(KernelBuildError) -> MakefileReader.Findings {
        var known = MakeVariables()
        for (name, value) in variables { known[name] = value }
        for entry in configuration.entries where entry.value != .no {
            known["CONFIG_\(entry.name)"] = entry.value.written
        }
        var findings = MakefileReader.Findings()
        for library in libraries {
            let file = library.appending("Makefile.uk")
            guard let bytes = try FileAccess.readIfPresent(file, limit: 4 << 20) else { continue }
            let found = MakefileReader.findings(
                in: String(decoding: bytes, as: UTF8.self), directory: library, variables: known)
            findings.downloads += found.downloads
            findings.clones += found.clones
            findings.unknown += found.unknown
        }
        return findings
    }

    /// Puts every archive in its place below the output directory.
    ///
    /// - Parameters:
    ///   - findings: What the libraries want.
    ///   - output: The output directory.
    ///   - lock: The lock file's content; checksums are taken from it and written to it.
    /// - Throws: ``KernelBuildError`` that names everything that is missing when nothing may be fetched.
    func place(_ findings: MakefileReader.Findings, below output: FilePath, lock: inout LockFile) async throws {
        var missing: [String] = []
        for download in findings.downloads {
            let expected = download.sha256 ?? lock.downloads[download.urls[0]]?.sha256
            let kept = directory.appending(download.library).appending(download.fileName)
            let target = output.appending(download.library).appending(download.fileName)
            if !FileAccess.exists(kept) {
                guard !isOffline else {
                    missing.append("'\(download.urls[0])', to be put at '\(kept)'")
                    continue
                }
                try await fetch(download, expected: expected, to: kept)
            }
            let digest = try FileDigest.sha256(of: kept)
            if let expected, digest != expected { throw Self.mismatch(download, kept, expected, digest) }
            lock.downloads[download.urls[0]] = LockFile.Download(library: download.library, sha256: digest)
            guard try FileAccess.kind(target) != .regular || FileDigest.sha256(of: target) != digest else { continue }
            try FileAccess.copy(kept, to: target)
        }
        if isOffline {
            missing += findings.clones.map { "the repository '\($0)'" }
            missing += findings.unknown.map { "what '\($0)' names" }
        }
        guard missing.isEmpty else {
            throw KernelBuildError(
                .offline, subject: missing[0],
                "these are not there, and nothing may be fetched: \(missing.joined(separator: "; "))",
                remedy: "Put them there by other means, or run the build once without --offline.")
        }
    }

    private func fetch(_ download: LibraryDownload, expected: String?, to path: FilePath) async throws {
        guard let downloader else {
            throw KernelBuildError(
                .fetch, subject: download.urls[0],
                "'\(download.library)' wants '\(download.urls[0])', and there is no way to download it",
                remedy: "Put it at '\(path)' by other means, or give the builder a downloader.")
        }
        let item = download.fileName
        progress.report(ProgressEvent(item: item, kind: .started(total: nil)))
        try FileAccess.makeDirectory(path.removingLastComponent())
        let temporary = path.removingLastComponent().appending(".\(item).part")
        defer { try? FileAccess.remove(temporary) }
        var failure: (any Error)?
        for url in download.urls {
            do {
                try await downloader.download(url, to: temporary)
                let digest = try FileDigest.sha256(of: temporary)
                if let expected, digest != expected { throw Self.mismatch(download, temporary, expected, digest) }
                try FileAccess.move(temporary, to: path)
                progress.report(ProgressEvent(item: item, kind: .finished))
                return
            } catch let error as CancellationError {
                throw error
            } catch {
                failure = failure ?? error
            }
        }
        if let failure = failure as? KernelBuildError { throw failure }
        throw KernelBuildError(
            .fetch, subject: download.urls[0], "cannot download '\(download.urls[0])' for \(download.library)",
            remedy: "Check the network, or put the file at '\(path)' by other means.", cause: failure)
    }

    private static func mismatch(
        _ download: LibraryDownload, _ path: FilePath, _ expected: String, _ digest: String
    ) -> KernelBuildError {
        KernelBuildError(
            .checksum, subject: download.fileName,
            "'\(path)' has the SHA-256 \(digest), but \(expected) was expected",
            remedy: "Remove the file; if the archive was changed on purpose, remove its entry from Kraftfile.lock too.")
    }
}
