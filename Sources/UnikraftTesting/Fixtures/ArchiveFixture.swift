import CpioArchive
import TarArchive

/// Archives of a few files in memory.
public enum ArchiveFixture {
    /// A root filesystem archive, as a guest takes it (newc). Parents are made.
    ///
    /// - Parameter files: Names and contents; each may be executed.
    /// - Returns: The archive.
    /// - Throws: `CpioError` when a name cannot stand in an archive.
    public static func newc(_ files: [String: String]) throws -> [UInt8] {
        var writer = try CpioWriter(inMemory: CpioOptions())
        for (name, content) in files.sorted(by: { $0.key < $1.key }) {
            try writer.append(
                CpioEntry(
                    path: Array(name.utf8), kind: .regular, permissions: 0o755, content: .bytes(Array(content.utf8))))
        }
        return try writer.finishInMemory().archive
    }

    /// A tar archive.
    ///
    /// - Parameter files: Names and contents.
    /// - Returns: The archive.
    /// - Throws: `TarError` when a name cannot stand in an archive.
    public static func tar(_ files: [String: String]) throws -> [UInt8] {
        var writer = TarWriter([UInt8]())
        for (name, content) in files.sorted(by: { $0.key < $1.key }) {
            let bytes = Array(content.utf8)
            try writer.append(
                TarEntry(path: Array(name.utf8), kind: .regular, mode: 0o644, size: UInt64(bytes.count)), content: bytes
            )
        }
        return try writer.finish()
    }
}
