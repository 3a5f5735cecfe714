import CpioArchive
import Glibc
import OCIModel
import SystemPackage
import SystemSupport

/// The kinds of sources, to name one explicitly.
public enum RootfsSourceKind: String, Sendable, Hashable, CaseIterable {
    /// A directory.
    case directory = "dir"
    /// A Dockerfile with its context.
    case dockerfile
    /// A tar archive, plain or compressed with gzip.
    case tarball = "tar"
    /// A cpio archive, plain or compressed with gzip.
    case cpio
    /// An image of a registry or the store.
    case image
    /// An image layout on disk.
    case layout = "oci"
    /// An archive of an image: an image layout in a tar, or what `docker save` writes, plain or compressed with gzip.
    case imageArchive = "image-archive"
    /// A program of this machine with its libraries.
    case program = "elf"
}

extension RootfsSourceKind {
    /// Tells what a text names: what is on disk first, then the first bytes of a file, then its name. Only what is not
    /// on disk can be an image.
    ///
    /// - Parameter text: A path, or the name of an image.
    /// - Returns: The kind.
    /// - Throws: ``RootfsError`` with the code `sourceNotFound` or `unknownSource`, which says what was expected.
    public static func detect(_ text: String) throws -> RootfsSourceKind {
        let path = FilePath(text)
        guard let status = try? FileStatus(of: path, followSymlink: true) else {
            let looksLikePath =
                text.hasPrefix("/") || text.hasPrefix("./") || text.hasPrefix("../")
                || archiveExtensions.contains { text.lowercased().hasSuffix($0) }
            if !looksLikePath, (try? ImageReference(parsing: text, defaults: .dockerHub)) != nil { return .image }
            throw RootfsError(
                .sourceNotFound, "there is no such file or directory, and it is no name of an image", file: path)
        }
        if status.kind == .directory { return try directoryKind(path) }
        guard status.kind == .regular else {
            throw RootfsError(.unknownSource, "it is neither a file nor a directory", file: path)
        }
        if let kind = try magicKind(path) {
            guard kind == .tarball else { return kind }
            return ImageArchiveDetection.holdsImages(path) ? .imageArchive : kind
        }
        let name = path.lastComponent?.string ?? ""
        if isDockerfileName(name) { return .dockerfile }
        if name.hasSuffix(".tar") { return .tarball }
        if let compression = try TarCompression(of: path) {
            if compression.isTar(name) { return .tarball }
            throw RootfsError(
                .unknownSource,
                "it is compressed with \(compression.rawValue), and what is in it cannot be told; decompress it first "
                    + "(\(compression.program) -d), or name the type tar", file: path)
        }
        throw RootfsError(
            .unknownSource,
            "what it is cannot be told from its first bytes or its name; name the type: \(allCases.map(\.rawValue).joined(separator: ", "))",
            file: path)
    }

    /// Ends of names that no image has in earnest.
    private static let archiveExtensions = [".cpio", ".tar", ".tgz", ".gz", ".xz", ".zst", ".bz2"]

    /// Whether a file's name is that of a Dockerfile: `Dockerfile`, or one part of it between dots is.
    ///
    /// - Parameter name: The name without directories.
    /// - Returns: Whether it is.
    public static func isDockerfileName(_ name: String) -> Bool {
        name.split(separator: ".").contains("Dockerfile")
    }

    private static func directoryKind(_ path: FilePath) throws -> RootfsSourceKind {
        func has(_ name: String) -> Bool {
            (try? FileStatus(of: path.appending(name), followSymlink: true))?.kind == .regular
        }
        if has("Dockerfile") { return .dockerfile }
        return has("oci-layout") && has("index.json") ? .layout : .directory
    }

    static func magicKind(_ path: FilePath) throws -> RootfsSourceKind? {
        var head: [UInt8] = []
        do {
            try ByteStream.read(path, length: min(512, fileSize(path))) { head += $0 }
            if head.starts(with: [0x1f, 0x8b]) {
                head = []
                try ByteStream.inflate(path) { piece in
                    head += piece.prefix(512 - head.count)
                    if head.count == 512 { throw EnoughRead() }
                }
            }
        } catch is EnoughRead {
        } catch {
            throw RootfsError(.unreadableSource, "it cannot be read", file: path, cause: error)
        }
        // cpio: the formats of cpio(5); tar: `magic` of ustar (POSIX, pax); ELF: `e_ident` of the gABI.
        if ["070701", "070702", "070707"].contains(where: { head.starts(with: $0.utf8) }) { return .cpio }
        if head.count >= 262, head[257..<262].elementsEqual("ustar".utf8) { return .tarball }
        return head.starts(with: [0x7f, 0x45, 0x4c, 0x46]) ? .program : nil
    }

    private struct EnoughRead: Error {}
}
