public import SystemPackage

/// A file of a unikernel package, where it lies in the store.
public struct UnikernelFile: Sendable, Hashable {
    /// What a file of a package is.
    public enum Role: String, Sendable, Hashable, CaseIterable {
        /// The kernel.
        case kernel
        /// The initial ramdisk.
        case initrd
        /// The kernel with its symbols.
        case debugKernel

        /// The file's place in a package.
        public var path: String {
            switch self {
            case .kernel: "/unikraft/bin/kernel"
            case .initrd: "/unikraft/bin/initrd"
            case .debugKernel: "/unikraft/bin/kernel.dbg"
            }
        }
    }

    /// The file that holds the bytes.
    public var container: FilePath
    /// The bytes of it that are the content.
    public var range: Range<UInt64>
    /// Permission bits.
    public var mode: UInt32

    /// The container with its digest.
    let stored: StoredFile

    init(in stored: StoredFile, range: Range<UInt64>, mode: UInt32) {
        self.stored = stored
        container = stored.path
        self.range = range
        self.mode = mode
    }

    /// The content, to be read or copied. The container is hashed on the way: when its bytes were changed on disk, the
    /// reader throws before the last piece.
    public var content: BlobContent {
        stored.path == container
            ? BlobContent(verifying: stored, range: range) : BlobContent(file: container, range: range)
    }
}
