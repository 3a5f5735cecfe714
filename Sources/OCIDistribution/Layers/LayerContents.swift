import OCIModel
import TarArchive

/// What inflating a layer gave.
struct LayerContents: Sendable {
    /// The entries.
    var index: TarIndex
    /// The digest of the tar.
    var diffID: Digest
    /// The length of the tar in bytes.
    var size: UInt64
}
