import Glibc
import Gzip
import OCIModel
import SystemPackage
import SystemSupport
import TarArchive

/// Takes the compression off a layer while the layer may still be arriving: one thread reads along and inflates,
/// another hashes, writes and indexes what comes out.
struct LayerInflation: Sendable {
    let source: BlobFollower
    let descriptor: Descriptor
    let limits: LayerLimits

    /// Runs to the end, on two threads of its own.
    ///
    /// - Parameters:
    ///   - file: Where the tar goes; it is emptied first.
    ///   - path: Its name, for errors.
    ///   - algorithm: The hash function for the tar.
    /// - Returns: The tar's index and digest.
    /// - Throws: ``DistributionError``.
    func run(into file: Int32, path: FilePath, algorithm: Digest.Algorithm) async throws -> LayerContents {
        let outcome = Outcome<LayerContents>()
        let thread = try storage(path) { () throws(SystemCallError) in
            try WorkerThread {
                do {
                    outcome.set(.success(try inflateAll(into: file, path: path, algorithm: algorithm)))
                } catch {
                    outcome.set(.failure(error))
                }
            }
        }
        let result = await outcome.value
        thread.join()
        return try result.get()
    }

    private func inflateAll(into file: Int32, path: FilePath, algorithm: Digest.Algorithm) throws -> LayerContents {
        var generation = 0
        while true {
            let channel = BufferChannel()
            let written = Outcome<LayerContents>()
            let writer = LayerWriter(
                file: file, path: path, digest: descriptor.digest, limits: limits,
                bound: limits.inflatedSize(ofCompressed: UInt64(clamping: descriptor.size)))
            let thread = try WorkerThread {
                written.set(Result { try writer.run(channel, algorithm: algorithm) })
            }
            let inflated = Result { try inflate(into: channel, generation: generation) }
            channel.finish()
            thread.join()
            if case .success(let restart?) = inflated {
                generation = restart
                continue
            }
            // What the writer found explains why the inflater could not go on.
            let contents = try written.current.get()
            _ = try inflated.get()
            return contents
        }
    }

    /// How a zstd frame begins (RFC 8878, section 3.1.1). Some images call such layers gzip.
    private static let zstdMark: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

    /// Inflates until the end of the layer.
    ///
    /// - Returns: nil at the end; the new generation when the layer begins anew.
    private func inflate(into channel: BufferChannel, generation: Int) throws -> Int? {
        var inflater = try GzipFailure.describe(descriptor.digest, 0) { () throws(GzipError) in try Inflater() }
        var position: UInt64 = 0
        var output = Filling(channel)
        while true {
            let reader: FileReader
            let available: UInt64
            let isLast: Bool
            switch source.wait(beyond: position, generation: generation) {
            case .restarted(let next): return next
            case .failed:
                throw DistributionError(.connection, "the layer did not arrive", digest: descriptor.digest)
            case .available(let file, let count): (reader, available, isLast) = (file, count, false)
            case .complete(let file, let count): (reader, available, isLast) = (file, count, true)
            }
            while position < available {
                let input = try reader.read(position..<min(position + 256 << 10, available))
                if position == 0, input.starts(with: Self.zstdMark) { throw DistributionError.zstd(descriptor.digest) }
                guard try feed(input, &inflater, &output, at: position) else { return nil }
                position += UInt64(input.count)
            }
            if isLast { break }
        }
        guard inflater.isComplete, !inflater.isAtForeignData else {
            throw DistributionError(
                .damagedLayer,
                "the layer's gzip data \(inflater.isComplete ? "is followed by something else" : "ends too early")",
                digest: descriptor.digest, offset: position)
        }
        output.flush()
        return nil
    }

    /// Inflates a piece.
    ///
    /// - Returns: Whether the writer still takes what comes out.
    private func feed(
        _ input: [UInt8], _ inflater: inout Inflater, _ output: inout Filling, at position: UInt64
    ) throws -> Bool {
        var consumed = 0
        while true {
            guard output.makeRoom() else { return false }
            let progress = try GzipFailure.describe(descriptor.digest, position + UInt64(consumed)) {
                () throws(GzipError) in
                let start = output.count
                var free = output.buffer.mutableSpan
                var rest = free._mutatingExtracting(start...)
                return unsafe try inflater.inflate(input.span.bytes.extracting(consumed...), into: &rest)
            }
            consumed += progress.consumed
            output.count += progress.produced
            if progress.consumed == 0, progress.produced == 0 { break }
        }
        guard consumed == input.count else {
            throw DistributionError(
                .damagedLayer, "the layer's gzip data is followed by something else", digest: descriptor.digest,
                offset: position + UInt64(consumed))
        }
        return true
    }

    /// A buffer that is being filled.
    private struct Filling {
        let channel: BufferChannel
        var buffer: [UInt8] = []
        var count = 0

        init(_ channel: BufferChannel) { self.channel = channel }

        /// Sends the buffer on when it is full; false when nobody takes it.
        mutating func makeRoom() -> Bool {
            guard count == buffer.count else { return true }
            flush()
            guard let spare = channel.takeSpare() else { return false }
            buffer = spare
            return true
        }

        mutating func flush() {
            if count > 0 { channel.send(BufferChannel.Filled(buffer: buffer, count: count)) }
            buffer = []
            count = 0
        }
    }
}
