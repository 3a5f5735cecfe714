import OCIModel
import SystemPackage
import SystemSupport

/// Reads a part of a file that has a digest, and hashes all of the file on the way. The last piece is given only when
/// the file is what its digest says, so that nobody takes something else for complete.
final class VerifyingReader: @unchecked Sendable {
    // Unchecked: content has one reader, which asks for one piece after another.
    private let file: StoredFile
    private let reader: FileReader
    private let wanted: Range<UInt64>
    private let status: FileStatus
    private var hasher: ContentHasher
    private var position: UInt64 = 0
    private var isVerified = false

    /// Opens a file.
    init(_ file: StoredFile, _ wanted: Range<UInt64>) throws(DistributionError) {
        self.file = file
        self.wanted = wanted
        reader = try FileReader(file.path)
        status = try reader.status()
        hasher = ContentHasher(file.digest.algorithm)
    }

    /// The next piece of the part; nil at its end.
    func next() throws(DistributionError) -> [UInt8]? {
        while !isVerified {
            guard position < status.size else {
                try verify()
                break
            }
            // Pieces end where the part begins and ends, so that none is cut.
            var end = min(position + 256 << 10, status.size)
            for bound in [wanted.lowerBound, wanted.upperBound] where position < bound { end = min(end, bound) }
            let range = position..<end
            let piece = try reader.read(range)
            hasher.update(piece)
            position = end
            guard range.lowerBound >= wanted.lowerBound, range.upperBound <= wanted.upperBound else { continue }
            if end == wanted.upperBound { try verify() }
            return piece
        }
        return nil
    }

    /// Hashes what is left, and compares.
    private func verify() throws(DistributionError) {
        while position < status.size {
            let end = min(position + 256 << 10, status.size)
            hasher.update(try reader.read(position..<end))
            position = end
        }
        guard hasher.matches(file.digest) else { throw file.putAside(status.inode) }
        guard wanted.upperBound <= status.size else {
            throw DistributionError(
                .sizeMismatch, "the file ends before what is wanted of it", digest: file.digest, path: file.path,
                offset: status.size)
        }
        isVerified = true
    }
}

extension BlobContent {
    /// Creates content from a part of a file that has a digest. The reader throws before the last piece when the file
    /// is not what the digest says.
    init(verifying file: StoredFile, range: Range<UInt64>) {
        self.init(size: range.upperBound - range.lowerBound) { start in
            let reader = try VerifyingReader(
                file, min(range.lowerBound + start, range.upperBound)..<range.upperBound)
            return { try reader.next() }
        }
    }
}
