import Glibc
import OCIModel
public import SystemPackage
import SystemSupport

/// Images on disk: an OCI image layout (image-spec, image-layout.md) that other tools read.
///
/// A blob appears under its digest only when it is complete and its bytes have that digest. A crash at any moment
/// leaves a valid layout. Many tasks and processes may use a store at once.
public final class ImageStore: Sendable {
    /// The directory.
    public let path: FilePath
    let layout: StoreLayout
    /// Whether what is written is brought to the disk before it gets its name, so that it outlives a power cut.
    let isDurable: Bool

    /// Opens a store, or makes one.
    ///
    /// - Parameters:
    ///   - path: The directory; it is made with all that lead to it.
    ///   - isDurable: Whether a blob is brought to the disk before it gets its name.
    /// - Throws: ``DistributionError`` with the code `storage`; `unsupported` for a layout of another version.
    public init(path: FilePath, isDurable: Bool = true) throws(DistributionError) {
        self.path = path
        self.isDurable = isDurable
        layout = StoreLayout(root: path)
        for directory in layout.directories {
            try storage(directory) { () throws(SystemCallError) in try makeDirectories(directory) }
        }
        if try !Self.isMarked(layout) {
            do {
                try FileContent.write(Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8), to: layout.mark)
            } catch {
                // Another process may have made the store at the same moment, and pruned it.
                guard FileContent.exists(layout.mark) else { throw error }
            }
        }
    }

    /// Opens a store, or another image layout, that is there. Nothing is made: what we need beside an image layout
    /// comes with the first change.
    ///
    /// - Parameters:
    ///   - path: The directory.
    ///   - isDurable: Whether a blob is brought to the disk before it gets its name.
    /// - Throws: ``DistributionError`` with the code `notFound` when there is none; `unsupported` for a layout of another
    ///   version.
    public init(existing path: FilePath, isDurable: Bool = true) throws(DistributionError) {
        self.path = path
        self.isDurable = isDurable
        layout = StoreLayout(root: path)
        guard try Self.isMarked(layout) else {
            throw DistributionError(
                .notFound,
                "there is no image store at '\(path)'; name another directory, or pull or pack an image first")
        }
    }

    /// Whether a directory is marked as an image layout, of a version that is known.
    private static func isMarked(_ layout: StoreLayout) throws(DistributionError) -> Bool {
        guard let mark = try FileContent.readIfPresent(layout.mark, limit: 4096) else { return false }
        let version: LayoutVersion = try JSONDocument.decode(mark, "mark of the image layout")
        guard version.imageLayoutVersion.hasPrefix("1.") else {
            throw DistributionError(
                .unsupported, "the image layout has version \(version.imageLayoutVersion); 1.0.0 is supported",
                path: layout.mark)
        }
        return true
    }

    private struct LayoutVersion: Decodable {
        var imageLayoutVersion: String
    }

    /// The usual place of the store: `swift-unikraft/images` below `$XDG_DATA_HOME`, or `~/.local/share`.
    ///
    /// - Parameter variable: The value of a variable of the environment.
    /// - Returns: The directory; nil when the environment names no home.
    public static func usualPath(variable: (String) -> String?) -> FilePath? {
        let data = variable("XDG_DATA_HOME").flatMap { $0.hasPrefix("/") ? FilePath($0) : nil }
        let home = variable("HOME").flatMap { $0.isEmpty ? nil : FilePath($0).appending(".local/share") }
        return (data ?? home)?.appending("swift-unikraft/images")
    }
}
