import Glibc
import OCIModel
import SystemPackage
import SystemSupport

/// A file of a store that is kept under the digest of its bytes, and checked against it when it is read.
struct StoredFile: Sendable, Hashable {
    /// The file.
    let path: FilePath
    /// What its bytes must have.
    let digest: Digest
    /// Where it lies when it turns out to be something else, until the store is pruned.
    let aside: FilePath
    /// How the right bytes are had again.
    let remedy: String

    /// Reads the whole file.
    ///
    /// - Returns: The error that says what is wrong, with the file put aside; nil when nothing is wrong, or when the
    ///   file cannot be read.
    func damage() -> DistributionError? {
        guard let reader = try? VerifyingReader(self, 0..<0) else { return nil }
        do throws(DistributionError) {
            _ = try reader.next()
            return nil
        } catch {
            return error.code == .digestMismatch ? error : nil
        }
    }

    /// Takes the file out of use.
    ///
    /// - Parameter inode: The file that was read; one that has taken its place stays.
    /// - Returns: The error that says so.
    func putAside(_ inode: UInt64) -> DistributionError {
        var isAside = false
        if let named = try? FileStatus(of: path), named.inode == inode {
            isAside =
                unsafe path.withPlatformString { old in
                    unsafe aside.withPlatformString { new in unsafe rename(old, new) }
                } == 0
        }
        let place =
            isAside
            ? "it is used no more, and lies at '\(aside)' until the store is pruned" : "remove the file"
        return DistributionError(
            .digestMismatch,
            "the file was changed on disk: its bytes do not have the digest that it is kept under; \(place); \(remedy)",
            digest: digest, path: path)
    }
}

extension ImageStore {
    /// A blob, whether it is there or not.
    func stored(_ digest: Digest) -> StoredFile {
        StoredFile(
            path: layout.blob(digest), digest: digest, aside: layout.damaged("", digest),
            remedy: "pull the image again ('kraft pkg pull'), or pack it again")
    }

    /// A layer without its compression, whether it is there or not.
    func storedLayer(_ diffID: Digest) -> StoredFile {
        StoredFile(
            path: layout.layer(diffID), digest: diffID, aside: layout.damaged("layer-", diffID),
            remedy: "try again: the layer is inflated anew")
    }

    /// Whether a blob is there with the length that it must have. Its bytes are checked when they are read.
    func holds(_ descriptor: Descriptor) -> Bool {
        guard let status = try? FileStatus(of: layout.blob(descriptor.digest)) else { return false }
        return status.kind == .regular && status.size == UInt64(clamping: descriptor.size)
    }
}
