import OCIModel
import UnikraftCore

/// A blob that comes in pieces. When the connection breaks, the rest is asked for.
public struct BlobDownload {
    private let client: RegistryClient
    private let descriptor: Descriptor
    private let repository: ImageRepository
    private var iterator: HTTPResponseBody.AsyncIterator?
    private var skipped: UInt64 = 0
    private var failures = 0

    /// The first byte that has not been handed out.
    public private(set) var position: UInt64

    init(client: RegistryClient, descriptor: Descriptor, repository: ImageRepository, position: UInt64) {
        self.client = client
        self.descriptor = descriptor
        self.repository = repository
        self.position = position
    }

    /// The next piece.
    ///
    /// - Returns: The piece; nil when the blob is complete.
    /// - Throws: ``DistributionError`` when the blob has another length than announced, or the connection breaks too
    ///   often without a byte in between; `CancellationError`.
    public mutating func next() async throws -> [UInt8]? {
        let size = UInt64(descriptor.size)
        while true {
            // At the end the body is read once more: it may hold more than was announced.
            guard position < size || iterator != nil else { return nil }
            do {
                if iterator == nil { try await connect() }
                if var piece = try await iterator?.next() {
                    drop(&piece)
                    if piece.isEmpty { continue }
                    guard UInt64(piece.count) <= size - position else { throw wrongSize("longer") }
                    position += UInt64(piece.count)
                    failures = 0
                    return piece
                }
                iterator = nil
                if position == size { return nil }
                // The body ended early without an error, which HTTP/1.0 cannot tell from its proper end.
                try await recover(from: wrongSize("shorter"))
            } catch let error as HTTPTransportError {
                guard error.isTransient else { throw client.connectionError(error).about(repository.description) }
                try await recover(from: client.connectionError(error).about(repository.description))
            }
        }
    }

    private mutating func recover(from error: DistributionError) async throws {
        iterator = nil
        failures += 1
        guard try await client.pause(after: failures, error, asking: repository.registry) else { throw error }
    }

    private mutating func connect() async throws {
        var call = RegistryCall(.get, repository.name, .path("blobs/\(descriptor.digest)"))
        call.accepted = [200]
        if position > 0 {
            call.headers.add("Range", "bytes=\(position)-\(UInt64(descriptor.size) - 1)")
            call.accepted = [200, 206, 416]
        }
        let answer: RegistryAnswer
        do {
            answer = try await client.send(call, to: repository.registry)
        } catch var error as DistributionError {
            error.digest = descriptor.digest
            throw error
        }
        skipped = 0
        switch answer.response.status {
        case 206 where Self.start(of: answer.response.headers["Content-Range"]) == position: break
        case 200: skipped = position
        default:
            var error = DistributionError(
                .unexpectedAnswer, "the registry does not give the rest of the blob that was asked for",
                reference: repository.description, digest: descriptor.digest, offset: position)
            error.status = answer.response.status
            throw error
        }
        let length = answer.response.headers["Content-Length"].flatMap { UInt64($0) }
        if let length, answer.response.status == 200, length != UInt64(descriptor.size) {
            throw wrongSize(length > UInt64(descriptor.size) ? "longer" : "shorter")
        }
        iterator = answer.response.body.makeAsyncIterator()
    }

    /// Drops what the registry sends again because it does not know ranges.
    private mutating func drop(_ piece: inout [UInt8]) {
        let count = min(skipped, UInt64(piece.count))
        piece.removeFirst(Int(count))
        skipped -= count
    }

    private func wrongSize(_ how: String) -> DistributionError {
        DistributionError(
            .sizeMismatch, "the blob is \(how) than the \(descriptor.size) bytes that its manifest announces",
            reference: repository.description, digest: descriptor.digest, offset: position)
    }

    /// The first byte of `bytes 5-9/10` (RFC 9110, section 14.4).
    private static func start(of range: String?) -> UInt64? {
        guard let range, range.hasPrefix("bytes ") else { return nil }
        return range.dropFirst(6).split(separator: "-").first.flatMap { UInt64($0) }
    }

    static func mismatch(_ descriptor: Descriptor, _ repository: ImageRepository) -> DistributionError {
        DistributionError(
            .digestMismatch, "the blob's bytes do not have this digest; it was damaged or changed on the way",
            reference: repository.description, digest: descriptor.digest)
    }
}
