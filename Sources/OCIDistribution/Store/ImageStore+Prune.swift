import OCIModel
import SystemPackage
import SystemSupport

extension ImageStore {
    /// What was removed from a store.
    public struct PruneReport: Sendable, Hashable {
        /// The number of files.
        public var files = 0
        /// The room they took, in bytes.
        public var bytes: UInt64 = 0

        /// Creates a report of nothing.
        public init() {}
    }

    /// Keeps others from removing what is not yet named, as long as the body runs.
    ///
    /// - Parameter body: Adds blobs, and names what they belong to.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws; ``DistributionError`` with the code `storage`.
    public func adding<Result>(_ body: () async throws -> Result) async throws -> Result {
        let lock = try await StoreLock.take(layout.contentLock, .shared)
        defer { withExtendedLifetime(lock) {} }
        return try await body()
    }

    /// As ``adding(_:)``; when it fails, what was added is removed again. What did not arrive stays: the next attempt
    /// goes on with it.
    func addingAllOrNothing<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await adding(body)
        } catch let error as DistributionError {
            if error.code != .connection, error.code != .rateLimited { try? await removeUnneededWhenIdle() }
            throw error
        }
    }

    /// Removes every blob that no image needs, what broken downloads left, and layers without their compression that
    /// no image has. Waits for those who are adding.
    ///
    /// - Returns: What was removed.
    /// - Throws: ``DistributionError``; nothing is removed when an image cannot be read.
    @discardableResult
    public func prune() async throws -> PruneReport {
        let lock = try await StoreLock.take(layout.contentLock, .exclusive)
        defer { withExtendedLifetime(lock) {} }
        var report = PruneReport()
        try removeUnneeded(&report)
        for name in listDirectory(layout.incoming) { remove(layout.incoming.appending(name), &report) }
        try await removeUnfinished(&report)
        return report
    }

    /// Removes what no image needs, unless somebody is adding. What broken downloads left stays for the next attempt.
    private func removeUnneededWhenIdle() async throws {
        // A program that is being started holds every lock of this process until it is executed: flock(2).
        for _ in 0..<20 {
            if let lock = try StoreLock.attempt(layout.contentLock, .exclusive) {
                defer { withExtendedLifetime(lock) {} }
                var report = PruneReport()
                return try removeUnneeded(&report)
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    private func removeUnneeded(_ report: inout PruneReport) throws(DistributionError) {
        let (blobs, diffIDs) = try needed()
        for algorithm in Digest.Algorithm.allCases {
            let directory = layout.blobs(algorithm)
            for name in listDirectory(directory) where !blobs.contains("\(algorithm.rawValue):\(name)") {
                remove(directory.appending(name), &report)
            }
        }
        let layers = Set(diffIDs.map { layout.layer($0).lastComponent?.string ?? "" })
        for name in listDirectory(layout.layers) where !layers.contains(name) {
            remove(layout.layers.appending(name), &report)
        }
        let marks = Set(diffIDs.map { layout.verified($0).lastComponent?.string ?? "" })
        for name in listDirectory(layout.verified) where !marks.contains(name) {
            removeName(layout.verified.appending(name))
        }
    }

    /// Removes what a process that was killed left of an index that it was writing.
    private func removeUnfinished(_ report: inout PruneReport) async throws {
        let lock = try await StoreLock.take(layout.indexLock, .exclusive)
        defer { withExtendedLifetime(lock) {} }
        for name in listDirectory(path) where name.hasPrefix(".index.json.") || name.hasPrefix(".oci-layout.") {
            remove(path.appending(name), &report)
        }
    }

    private func remove(_ path: FilePath, _ report: inout PruneReport) {
        guard let status = try? FileStatus(of: path), status.kind == .regular else { return }
        removeName(path)
        report.files += 1
        report.bytes += status.size
    }

    /// The digests that the images need, and the digests of their layers without compression.
    private func needed() throws(DistributionError) -> (blobs: Set<String>, diffIDs: Set<Digest>) {
        var blobs: Set<String> = []
        var diffIDs: Set<Digest> = []
        var pending = try loadIndex().manifests
        while let descriptor = pending.popLast() {
            guard blobs.insert(descriptor.digest.description).inserted, contains(descriptor.digest) else { continue }
            switch descriptor.mediaType.role {
            case .index, .manifest: pending += try manifest(descriptor).document.references
            case .configuration:
                let configuration: ImageConfiguration? = try? JSONDocument.decode(
                    read(descriptor.digest), "configuration")
                diffIDs.formUnion(configuration?.diffIDs ?? [])
            default: break
            }
        }
        return (blobs, diffIDs)
    }
}
