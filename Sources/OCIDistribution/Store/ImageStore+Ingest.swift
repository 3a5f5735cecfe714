import OCIModel
import SystemPackage
import SystemSupport

extension ImageStore {
    /// Returns the next piece, or nil at the end.
    public typealias Pieces = () async throws -> [UInt8]?

    /// Keeps a blob that comes in pieces. Nothing is fetched when it is there with its length.
    ///
    /// When another task or process is fetching the same blob, its end is waited for. When an earlier attempt was
    /// broken off, what it left is used.
    ///
    /// - Parameters:
    ///   - descriptor: The blob; its bytes must have this length and digest.
    ///   - progress: Told of the bytes that are there, each time there are more.
    ///   - follower: Told of the file and of each byte in it; nil when nobody reads along.
    ///   - open: Starts to give pieces from a byte on.
    /// - Returns: Whether something was fetched.
    /// - Throws: ``DistributionError`` with the code `digestMismatch`, `sizeMismatch` or `storage`; what the pieces throw.
    @discardableResult
    func ingest(
        _ descriptor: Descriptor, progress: (UInt64) -> Void = { _ in }, follower: BlobFollower? = nil,
        open: (UInt64) async throws -> Pieces
    ) async throws -> Bool {
        if holds(descriptor) { return false }
        let path = layout.incoming(descriptor.digest)
        let lock = try await StoreLock.take(path, .exclusive)
        if holds(descriptor) {
            // Somebody else was faster; the file that the lock made is empty.
            removeName(path)
            return false
        }
        try storage(layout.blobs(descriptor.digest.algorithm)) { () throws(SystemCallError) in
            try makeDirectories(layout.blobs(descriptor.digest.algorithm))
        }
        var isFresh = false
        while true {
            var blob = try IncomingBlob(lock.file, path, descriptor, keepsBytes: !isFresh)
            let wasResumed = blob.position > 0
            do {
                progress(blob.position)
                try follower?.begin(path, available: blob.position)
                let next = try await open(blob.position)
                while let piece = try await next() {
                    try blob.append(piece)
                    follower?.advance(to: blob.position)
                    progress(blob.position)
                }
                try blob.finish(as: layout.blob(descriptor.digest), isDurable: isDurable)
                follower?.end()
                return true
            } catch let error as DistributionError where error.code == .digestMismatch && wasResumed && !isFresh {
                // What was left by the earlier attempt may be what is wrong.
                follower?.restart()
                isFresh = true
            } catch {
                follower?.fail()
                if blob.position == 0 || Self.spoils(error) { removeName(path) }
                throw error
            }
        }
    }

    /// Whether an error says that what arrived so far is of no use. A registry that is busy, or wants another login,
    /// may give the rest later.
    private static func spoils(_ error: any Error) -> Bool {
        guard let error = error as? DistributionError else { return false }
        if [.connection, .rateLimited, .unauthorized, .denied].contains(error.code) { return false }
        return !(error.status.map(RetryPolicy.isTransient) ?? false)
    }
}
