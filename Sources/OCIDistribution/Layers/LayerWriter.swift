import FoundationEssentials
import Glibc
import OCIModel
import SystemPackage
import SystemSupport
import TarArchive

/// Hashes, writes and indexes the tar of a layer as it comes out of the inflater.
struct LayerWriter: Sendable {
    let file: Int32
    let path: FilePath
    let digest: Digest
    let limits: LayerLimits
    /// The longest tar that is taken, in bytes.
    let bound: UInt64

    func run(_ channel: BufferChannel, algorithm: Digest.Algorithm) throws -> LayerContents {
        do {
            guard ftruncate(file, 0) == 0 else {
                throw DistributionError.storage(path, SystemCallError.last("ftruncate", path))
            }
            var hasher = ContentHasher(algorithm)
            var indexer = TarIndexer(limits: limits.archive)
            var size: UInt64 = 0
            while let filled = channel.receive() {
                let end = size + UInt64(filled.count)
                guard end <= bound else {
                    throw DistributionError(
                        .tooLarge,
                        "the layer inflates to more than the bound of \(bound) bytes; if it is no bomb, raise the "
                            + "bound 'inflatedSize' of the layer limits", digest: digest, offset: size)
                }
                try write(filled, at: size)
                hasher.update(filled.buffer[..<filled.count])
                try indexer.consume(filled.buffer.span.extracting(first: filled.count))
                size = end
                channel.giveBack(filled.buffer)
            }
            return LayerContents(index: try indexer.finish(), diffID: hasher.value, size: size)
        } catch {
            channel.breakOff()
            while channel.receive() != nil {}
            if let error = error as? TarError { throw DistributionError.damaged(digest, error) }
            throw error
        }
    }

    private func write(_ filled: BufferChannel.Filled, at offset: UInt64) throws(DistributionError) {
        var written = 0
        while written < filled.count {
            let result = unsafe filled.buffer[written..<filled.count].withUnsafeBytes {
                unsafe pwrite(file, $0.baseAddress, $0.count, off_t(clamping: offset + UInt64(written)))
            }
            if result < 0 {
                guard currentErrno() == .interrupted else { throw .storage(path, SystemCallError.last("pwrite", path)) }
            } else {
                written += result
            }
        }
    }
}
